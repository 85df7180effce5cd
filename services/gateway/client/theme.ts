// Runs before the first paint, so that the page never flashes in another theme. The choice is all that is stored.
const root = document.documentElement;
root.classList.add('has-script');
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
} catch {
  // Storage is forbidden: the device's preference holds.
}
