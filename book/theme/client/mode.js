// Runs before the first paint, so it is the one classic script: the reader's choice of light or dark, if there is one.
try {
  const chosen = localStorage.getItem("mode");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.mode = chosen;
} catch {
  // Storage may be forbidden; the system's mode holds then.
}
document.documentElement.dataset.scripts = "on";
