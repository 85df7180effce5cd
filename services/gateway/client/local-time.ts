/** Writes a moment, which a server can only give in UTC, in the device's own zone, and names the zone. */
export function showLocalTime(time: HTMLTimeElement): void {
  const formatTag = time.dataset.formatTag ?? document.documentElement.lang;
  time.textContent = localMoments(formatTag).format(new Date(time.dateTime));
}

/**
 * From the first to the last moment; one where they are in the same minute.
 *
 * @param formatTag BCP 47 tag of the page's dates
 */
export function localTimeRange(first: Date, last: Date, formatTag: string): string {
  return localMoments(formatTag).formatRange(first, last);
}

function localMoments(formatTag: string): Intl.DateTimeFormat {
  const parts = {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  return new Intl.DateTimeFormat(formatTag, { ...parts, timeZoneName: 'short' });
}
