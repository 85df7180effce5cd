import type { Command } from 'commander';
import type { Terminal } from '../terminal.js';
import { addWatch } from './watch.js';

const HELP = `
Examples:
  slc dicom watch --url http://localhost:8042/dicom-web`;

export function addDicom(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  const dicom = program
    .command('dicom')
    .description('work with the DICOM archive of a clinic')
    .addHelpText('after', HELP);
  addWatch(dicom, terminal, setExitCode);
}
