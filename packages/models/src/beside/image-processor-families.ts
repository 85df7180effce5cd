import { shown } from '@slc/domain';

/** How one of transformers' image processors reads its file, and what it does where the file does not say it. */
export interface Family {
  /** Whether a single number is the side of a square; else it is the shorter side. */
  readonly isSquare: boolean;
  /** Whether it crops where `do_center_crop` is missing. */
  readonly crops?: true;
  /** Pixels of the crop's sides where `crop_size` is missing. */
  readonly cropSide?: number;
  /** PIL's number of the filter. */
  readonly resample?: number;
  /** False: it has no mean and deviation unless `do_normalize` says so. */
  readonly normalises?: false;
  /** Of the shorter side, before the crop: `crop_pct` where that is missing. */
  readonly share?: number;
  /** It crops that share below so many pixels, and squeezes from there on. */
  readonly keepsShareBelow?: number;
  /** The classification's `include_top`. */
  readonly standardisesTwice?: true;
  /** The rescaling's `rescale_offset`. */
  readonly takesOneAway?: true;
}

const [BILINEAR, BICUBIC] = [2, 3] as const;

/** The defaults of the classes in transformers/models, from their image_processing_*.py, by the name before `ImageProcessor`. */
const FAMILIES: ReadonlyMap<string, Family> = new Map(
  Object.entries({
    Beit: { isSquare: true, resample: BICUBIC },
    Bit: { isSquare: false, crops: true, cropSide: 224, resample: BICUBIC },
    CLIP: { isSquare: false, crops: true, cropSide: 224, resample: BICUBIC },
    ConvNext: { isSquare: false, resample: BICUBIC, share: 224 / 256, keepsShareBelow: 384 },
    DeiT: { isSquare: true, crops: true, cropSide: 224, resample: BICUBIC },
    EfficientNet: { isSquare: true, resample: BICUBIC, standardisesTwice: true, takesOneAway: true },
    Levit: { isSquare: false, crops: true, cropSide: 224, resample: BICUBIC, share: 224 / 256 },
    MobileNetV1: { isSquare: false, crops: true, cropSide: 224, resample: BILINEAR },
    MobileNetV2: { isSquare: false, crops: true, cropSide: 224, resample: BILINEAR },
    MobileViT: { isSquare: false, crops: true, cropSide: 256, resample: BICUBIC, normalises: false },
    PoolFormer: { isSquare: false, crops: true, cropSide: 224, resample: BICUBIC, share: 0.9 },
    Pvt: { isSquare: true, resample: BICUBIC },
    Segformer: { isSquare: true, resample: BILINEAR },
    Siglip: { isSquare: true, resample: BICUBIC },
    ViT: { isSquare: true, resample: BILINEAR },
  } satisfies Record<string, Family>),
);

/** Of the oldest files, which do not say what reads them: most are a ViT's. */
const UNNAMED: Family = { isSquare: true };

/** @returns with a doubt where the kind is not one whose steps are known */
export function familyOf(config: Readonly<Record<string, unknown>>): {
  readonly family: Family;
  readonly doubt?: string;
} {
  const kind = config.image_processor_type ?? config.feature_extractor_type;
  if (kind === undefined) {
    const isTwofold = typeof config.size === 'number' && config.do_center_crop === true;
    return { family: UNNAMED, ...(isTwofold && { doubt: 'it does not say which processor reads it' }) };
  }
  const name = String(kind).replace(/(ImageProcessor(Fast|Pil)?|FeatureExtractor)$/, '');
  const family = FAMILIES.get(name);
  if (family) return { family };
  return { family: UNNAMED, doubt: `the steps of its processor, ${shown(name)}, are not known` };
}
