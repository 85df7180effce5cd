/** Writes a moment, which a server can only give in UTC, in the device's own zone, and names the zone. */
export function showLocalTime(time: HTMLTimeElement): void {
  time.textContent = localTime(
    new Date(time.dateTime),
    time.dataset.formatTag ?? document.documentElement.lang,
  );
}

/** @param formatTag BCP 47 tag of the page's dates */
export function localTime(at: Date, formatTag: string): string {
  const parts = {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  return new Intl.DateTimeFormat(formatTag, { ...parts, timeZoneName: 'short' }).format(at);
}
