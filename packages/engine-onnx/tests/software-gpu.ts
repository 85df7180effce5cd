import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** SwiftShader as Debian's package `chromium` brings it, and the loader of its package `libvulkan1`. */
const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const LOADER = '/usr/lib/x86_64-linux-gnu/libvulkan.so.1';

const isHere = existsSync(DRIVER) && existsSync(LOADER);
// Engine processes inherit it. A driver that whoever runs the tests chose is kept.
if (isHere) process.env.VK_ICD_FILENAMES ??= DRIVER;

/** Tests on a GPU that is a program. Without one they are skipped with a notice, and fail where CI=true. */
export function describeOnSoftwareGpu(name: string, tests: () => void): void {
  if (isHere) describe(name, tests);
  else if (process.env.CI === 'true')
    it(name, () => expect([DRIVER, LOADER].filter(existsSync)).toHaveLength(2));
  else describe.skip(`${name} (skipped: it needs ${DRIVER} and ${LOADER})`, tests);
}
