// Runs before the first paint, so that a chosen theme never flashes. The choice is all that is ever stored.
const root = document.documentElement;
root.classList.add('has-script');
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
} catch {
  // Storage is forbidden here: the device's preference holds.
}
