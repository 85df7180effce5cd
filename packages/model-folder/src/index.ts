export { type InFolder, type OpenedFile, openInFolder } from './open-in-folder.js';
export { readHead } from './read-head.js';
export { readInFolder } from './read-in-folder.js';
