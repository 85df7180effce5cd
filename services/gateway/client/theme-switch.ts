/** Shows the switch between light, dark and the device's preference, and stores the choice. */
export function enhanceThemeSwitch(): void {
  const fieldset = document.querySelector<HTMLFieldSetElement>('[data-theme-switch]');
  if (!fieldset) return;
  const root = document.documentElement;
  showChosenTheme();
  fieldset.hidden = false;
  fieldset.addEventListener('change', (event) => {
    if (!(event.target instanceof HTMLInputElement)) return;
    const { value } = event.target;
    if (value === 'auto') delete root.dataset.theme;
    else root.dataset.theme = value;
    try {
      if (value === 'auto') localStorage.removeItem('theme');
      else localStorage.setItem('theme', value);
    } catch {
      // Storage is forbidden: the choice holds for this page only.
    }
  });
}

/** The page may have another switch than the one by which the theme was chosen. */
export function showChosenTheme(): void {
  const chosen = document.documentElement.dataset.theme ?? 'auto';
  for (const radio of document.querySelectorAll<HTMLInputElement>('[data-theme-switch] input'))
    radio.checked = radio.value === chosen;
}
