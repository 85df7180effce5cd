/** Declared by hand, so that fetch-images.mjs runs without a build and its tests are type-checked. */

export interface ArchiveImage {
  /** File name under which it is kept. */
  readonly file: string;
  readonly isicId: string;
  /** Of the file as HAM10000 was published. */
  readonly sha256: string;
  /** Of the same without metadata segments: what remains equal in the archive's copy. */
  readonly pictureSha256: string;
}

export interface FetchOptions {
  readonly images: readonly ArchiveImage[];
  readonly outDirectory: string;
  readonly baseUrl?: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly wait?: (milliseconds: number) => Promise<void>;
  readonly onOutcome?: (outcome: ImageOutcome) => void;
  readonly requestTimeoutMs?: number;
  readonly tries?: number;
  readonly parallel?: number;
  readonly maxBytes?: number;
}

export type ImageOutcome =
  | { readonly image: ArchiveImage; readonly status: 'present' }
  | {
      readonly image: ArchiveImage;
      readonly status: 'fetched';
      /** Compared with the manifest's digests. `different`: a whole JPEG, but another encoding of the picture. */
      readonly likeness: 'same-file' | 'same-picture' | 'different';
    }
  | { readonly image: ArchiveImage; readonly status: 'failed'; readonly error: Error };

export function fetchImages(options: FetchOptions): Promise<ImageOutcome[]>;
