export interface NamedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Mutant extends NamedFile {
  readonly kind: string;
}

export function mutants(files: readonly NamedFile[], count: number): Mutant[];
