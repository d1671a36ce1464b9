"""The report in a real browser: `report_test.py path/to/vedette [screenshot folder]`. Ends with 77, skipped, where no Chromium is installed."""
import os
import re
import subprocess
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "replay"))
import browser  # noqa: E402
import harness  # noqa: E402
from harness import CONTENT, Case, record  # noqa: E402

SCREENSHOTS = None
ROOT = os.path.dirname(os.path.dirname(HERE))
NASTY = '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=2">\'"&amp;\u2028\u202eevil\u0001'


class Report(Case):
    @classmethod
    def setUpClass(cls):
        cls.browser = browser.Browser(browser.find())
        cls.addClassCleanup(cls.browser.close)

    def make(self, *arguments, content=CONTENT):
        path = self.path("report.html")
        result = self.replay("--output", path, *arguments, content=content, output="html")
        self.assertEqual(result.code, 0, result.err)
        return path

    def show(self, path, width=1280, height=900):
        page = self.browser
        page.size(width, height)
        page.requests.clear()
        page.complaints.clear()
        page.open("file://" + path)
        return page

    def well(self, page, path):
        """No complaint, and nothing but the file itself was asked for."""
        self.assertEqual(page.complaints, [])
        self.assertEqual([url for url in page.requests if not url.startswith(("data:", "file://" + path))], [])

    def example(self):
        folder = self.path("example")
        subprocess.run([sys.executable, os.path.join(ROOT, "examples", "make-archive"), folder, "--records", "8000"], check=True, stdout=subprocess.DEVNULL)
        return self.make(folder, content=None)

    def count(self, page):
        return page.run("document.querySelector('[role=status]').textContent")

    def test_the_example(self):
        path = self.example()
        page = self.show(path)
        self.well(page, path)
        total = int(re.match(r"(\d+) alerts", page.run("document.querySelector('h1').textContent"))[1])
        self.assertGreater(total, 10)
        self.assertEqual(self.count(page), f"{total} alerts")
        self.assertIn("backup-admin", page.run("document.querySelector('.lead').textContent"))
        self.assertEqual(page.run("document.querySelector('.alert .severity').textContent"), "Critical", "the worst is first")
        self.assertEqual(page.run("document.querySelectorAll('#controls tbody tr').length"), 16)

        # A severity off, and on again.
        page.run("document.querySelector('.levels .low').click()")
        self.assertRegex(self.count(page), rf"^\d+ of {total} alerts$")
        page.run("document.querySelector('.levels .low').click()")
        # A principal by its facet.
        page.run("[...document.querySelectorAll('#facet-who button')].find((b) => b.textContent.includes('role/deploy')).click()")
        self.assertEqual(self.count(page), f"3 of {total} alerts")
        self.assertTrue(page.run("[...document.querySelectorAll('.alert .who')].every((e) => e.textContent.includes('role/deploy'))"))
        page.run("[...document.querySelectorAll('.chips button')].at(-1).click()")
        self.assertEqual(self.count(page), f"{total} alerts")
        # Text that only the events hold.
        page.run("(() => { const s = document.getElementById('search'); s.value = 'StopLogging'; s.dispatchEvent(new Event('input')); })()")
        page.run("new Promise((resolve) => setTimeout(resolve, 400))")
        self.assertRegex(self.count(page), rf"^[12] of {total} alerts$")
        page.run("[...document.querySelectorAll('.chips button')].at(-1).click()")
        # Order.
        page.run("(() => { const s = document.getElementById('sort'); s.value = 'latest'; s.dispatchEvent(new Event('change')); })()")
        times = page.run("[...document.querySelectorAll('.alert h3 time')].map((e) => e.textContent)")
        self.assertEqual(len(times), total)
        # A part of the time line, by dragging.
        page.run("document.getElementById('timeline').scrollIntoView()")
        box = page.run("(({left, top, width}) => [left, top, width])(document.querySelector('.chart').getBoundingClientRect())")
        page.drag(box[0] + 80, box[0] + box[2] * 0.4, box[1] + 60)
        self.assertRegex(self.count(page), rf"^\d+ of {total} alerts$")
        self.assertNotEqual(page.run("document.getElementById('from').value"), "")
        page.run("[...document.querySelectorAll('.chart-bar button')].at(-1).click()")
        self.assertEqual(self.count(page), f"{total} alerts")

        # A link to an alert opens it.
        page.run("location.hash = '#alert-2'")
        page.run("new Promise((resolve) => setTimeout(resolve, 100))")
        self.assertEqual(page.run("document.activeElement.closest('.alert').id"), "alert-2")
        body = page.run("document.querySelector('#alert-2 .body').textContent")
        for text in ("What to do", "Why it matched", "vedette explain --event-id", "event_name = "):
            self.assertIn(text, body)
        self.assertNotIn("[object", body)
        link = page.run("document.querySelector('#alert-2 .events a').href")
        self.assertRegex(link, r"^https://([a-z0-9-]+)\.console\.aws\.amazon\.com/cloudtrailv2/home\?region=\1#/events/[0-9a-f-]{36}$")
        self.assertIn("noopener", page.run("document.querySelector('#alert-2 .events a').rel"))
        page.run("document.querySelector('#alert-2 .toggle').click()")
        self.assertIn("user_agent", page.run("document.querySelector('#alert-2 .events .meta').textContent"))
        self.assertTrue(page.pdf().startswith(b"%PDF"))
        self.well(page, path)

    def test_looks(self):
        path = self.example()
        for width, height, kind in ((1280, 900, "desktop"), (390, 844, "phone")):
            for theme in ("light", "dark"):
                page = self.show(path, width, height)
                page.theme(theme)
                background = page.run("getComputedStyle(document.body).backgroundColor")
                bright = int(re.search(r"\d+", background)[0]) > 128
                self.assertEqual(bright, theme == "light", background)
                page.run("location.hash = '#alert-2'; scrollTo(0, 0)")
                overflow = page.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                self.assertLessEqual(overflow, 0, f"{kind}: the page is wider than the screen")
                if SCREENSHOTS:
                    os.makedirs(SCREENSHOTS, exist_ok=True)
                    page.screenshot(os.path.join(SCREENSHOTS, f"report-{kind}-{theme}.png"), whole=True)

    def test_the_keyboard(self):
        page = self.show(self.example())
        page.key("Tab")
        self.assertEqual(page.run("document.activeElement.className"), "skip")
        page.key("Enter")
        self.assertEqual(page.run("document.activeElement.id"), "alerts")
        seen = []
        for _ in range(60):
            page.key("Tab")
            seen.append(page.run("(document.activeElement.closest('.alert') || document.activeElement).id || document.activeElement.textContent"))
            outline = page.run("getComputedStyle(document.activeElement).outlineStyle")
            self.assertNotEqual(outline, "none", seen[-1])
            if seen[-1].startswith("alert-"):
                break
        self.assertEqual(seen[0], "search")
        for control in ("Critical", "Low", "from", "to", "kind", "sort"):
            self.assertIn(control, seen)
        self.assertRegex(seen[-1], r"^alert-\d+$")
        page.key("Enter")
        self.assertEqual(page.run("document.activeElement.getAttribute('aria-expanded')"), "true")
        page.key("Tab")
        self.assertTrue(page.run("document.activeElement.closest('.body') !== null"), "its content comes next")

    def test_hostile_values_stay_text(self):
        def stopped(number, **more):
            return record("StopLogging", number=number, eventSource="cloudtrail.amazonaws.com", **more)

        records = [stopped(1, user=NASTY, userAgent=NASTY, eventID=NASTY), stopped(2, ip=NASTY), stopped(3, account=NASTY), stopped(4, user="x" * 100_000),
                   stopped(5, awsRegion="us-gov-west-1"), stopped(6, awsRegion="cn-north-1"), stopped(7, user="\u202eevil\u0001")]
        data = harness.document(records).replace(b"198.51.100.7", b"198.51.100.7\xff\xfe", 1)
        path = self.make(self.write("log.json", data), content=None)
        with open(path, "rb") as file:
            text = file.read().decode()  # all of it is UTF-8
        self.assertEqual(text.count("</script>"), len(re.findall("<script[ >]", text)), "no value ends a script")
        page = self.show(path)
        for level in range(len(page.run("[...document.querySelectorAll('.alert')].map((e) => e.id)"))):
            page.run(f"document.querySelectorAll('.alert h3 button')[{level}].click()")
        page.run("document.querySelectorAll('.toggle').forEach((b) => b.click())")
        self.assertIsNone(page.run("window.hacked"))
        self.assertEqual(page.run("document.querySelectorAll('main img, main script').length"), 0)
        self.assertIn("<img src=x", page.run("document.querySelector('main').textContent"))
        self.assertIn("U+202E", page.run("document.querySelector('main').textContent"))
        self.assertTrue(page.run("[...document.querySelectorAll('a[href]')].every((a) => /^(#|https:\\/\\/)/.test(a.getAttribute('href')))"))
        links = page.run("[...document.querySelectorAll('.events a')].map((a) => a.href)")
        self.assertTrue(any(link.startswith("https://us-gov-west-1.console.amazonaws-us-gov.com/") for link in links), links)
        self.assertTrue(any(link.startswith("https://cn-north-1.console.amazonaws.cn/") for link in links), links)
        self.well(page, path)

    def test_without_javascript(self):
        path = self.example()
        self.browser.javascript(False)
        self.addCleanup(self.browser.javascript, True)
        page = self.show(path)
        self.well(page, path)
        tree = page.call("DOM.getDocument", depth=0)["root"]["nodeId"]
        rows = page.call("DOM.querySelectorAll", nodeId=tree, selector=".unscripted tbody tr")["nodeIds"]
        self.assertGreater(len(rows), 10)
        for selector in (".stories li", "#controls tbody tr", "#log table"):
            self.assertTrue(page.call("DOM.querySelectorAll", nodeId=tree, selector=selector)["nodeIds"], selector)

    def test_many_alerts(self):
        records = [record(number=i, time="2026-03-%02dT%02d:%02d:%02dZ" % (2 + i // 86400 // 8, i // 3600 % 24, i // 60 % 60, i % 60), user="u%d" % (i % 500),
                          ip="198.51.%d.%d" % (i // 250 % 100, i % 250)) for i in range(20_000)]
        started = time.monotonic()
        path = self.make(self.write("log.json", records))
        self.assertLess(os.path.getsize(path), 20_000_000)
        page = self.show(path)
        self.assertLess(time.monotonic() - started, 60)
        self.assertIn("20,000 alerts", self.count(page))
        self.assertLessEqual(page.run("document.querySelectorAll('.alert').length"), 50)
        took = page.run("(() => { const begin = performance.now(); document.querySelector('#facet-who li button').click(); return performance.now() - begin; })()")
        self.assertLess(took, 2000, "milliseconds to filter")
        self.assertIn("40 of 20,000 alerts", self.count(page))

    def test_the_same_bytes(self):
        folder = self.path("example")
        subprocess.run([sys.executable, os.path.join(ROOT, "examples", "make-archive"), folder, "--records", "8000"], check=True, stdout=subprocess.DEVNULL)
        pages = []
        for threads in ("1", "4"):
            with open(self.make("--threads", threads, folder, content=None), "rb") as file:
                pages.append(file.read())
        self.assert_same(*pages, "reports of one and of four threads")


if __name__ == "__main__":
    if browser.find() is None:
        print("skipped: no Chromium is installed (apt-get install chromium-headless-shell)")
        sys.exit(77)
    if len(sys.argv) > 2 and not sys.argv[2].startswith(("-", "Report")):
        SCREENSHOTS = sys.argv.pop(2)
    harness.main()
