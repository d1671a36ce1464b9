// A module without sources yet is still a library.
