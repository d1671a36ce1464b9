// Puts the page together.

function makeSettings() {
  const root = document.documentElement;
  const themes = ["system", "light", "dark"];
  let theme = 0;
  const themeButton = document.getElementById("theme");
  themeButton.addEventListener("click", () => {
    theme = (theme + 1) % themes.length;
    if (theme === 0) delete root.dataset.theme;
    else root.dataset.theme = themes[theme];
    themeButton.textContent = `Theme: ${themes[theme]}`;
  });
  const zone = document.getElementById("zone");
  zone.addEventListener("click", () => {
    localTimes = !localTimes;
    zone.textContent = `Times in ${zoneName()}`;
    // What the page had before its script: times of its own, and their zone.
    for (const element of document.querySelectorAll("main > :not(#timeline, #actors, #alerts) time")) {
      const text = timeText(Date.parse(element.dateTime));
      element.textContent = element.textContent.length < 12 ? text.slice(11) : text;
    }
    document.querySelectorAll(".zone").forEach((element) => (element.textContent = zoneName()));
    document.querySelectorAll("#log th").forEach((head) => (head.textContent = head.textContent.replace(/\([^)]*\)$/u, `(${zoneName()})`)));
    choose({});
  });
  document.getElementById("print").addEventListener("click", () => window.print());
}

document.querySelectorAll(".unscripted").forEach((element) => element.remove());
document.body.classList.replace("plain", "live");
makeSettings();
drawTimeline();
makeFacets();
const followLink = makeList();
choose({});
followLink();
