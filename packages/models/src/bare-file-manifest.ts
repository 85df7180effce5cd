import { basename, posix } from 'node:path';
import {
  CLASS_NAMES,
  classesNamed,
  type Found,
  type Guess,
  isClassName,
  isSameSize,
  LABEL_SETS,
  type LesionClass,
  type ModelManifest,
  type ModelSource,
  type PresetName,
  pathBesideMain,
  presetRecipe,
  SlcError,
  shown,
  unknownClass,
} from '@slc/domain';
import { recipeFor } from './beside/found.js';
import { modelDigest } from './model-digest.js';
import {
  normalisationOfOnnx,
  type OwnScaling,
  SCALINGS,
  type Scaling,
  scalingOfNetwork,
} from './scalings.js';

/** What its user says of a model file that comes without a manifest. What is left out is guessed. */
export interface BareFileChoices {
  /** One for each output of the network, in that order. */
  readonly labels?: readonly LesionClass[] | undefined;
  readonly scaling?: Scaling | undefined;
  /** A recipe by its name; the scaling, where that is said too, comes before the preset's. */
  readonly preset?: PresetName | undefined;
  /** Of its pictures, for a network that takes any. */
  readonly size?: ModelManifest['input'] | undefined;
  /** Which of several outputs gives the classes, by the name that Keras gives it. */
  readonly output?: string | undefined;
}

type ExternalFile = NonNullable<ModelSource['files']>[number];

/** Facts that come from reading a model file. */
export interface BareFileFacts {
  readonly weightsPath: string;
  /** Of the file itself. */
  readonly sha256: string;
  /** Further files that the network's weights are in, as the file names them. */
  readonly externalFiles?: readonly ExternalFile[] | undefined;
  readonly input: ModelManifest['input'];
  readonly parameters: number;
  /** The number of the network's classes. */
  readonly classes: number;
  readonly ownScaling: OwnScaling;
  /** What its authors wrote down beside it, or inside it. */
  readonly found?: Found | undefined;
  /** Of an ONNX file's input; null, or left out, for Keras's. */
  readonly onnx?: { readonly layout: 'channels-first' | 'channels-last'; readonly channels: number } | null;
}

/**
 * The manifest of a model file that comes without one: T = 1, and nearest resize to the input's size as in the original
 * application. It says what of it is guessed.
 *
 * @throws SlcError `invalid_request` where the user's labels are not as many as the network's classes, or it has a size of
 *   its own that is not the user's
 */
export function bareFileManifest(facts: BareFileFacts, choices: BareFileChoices = {}): ModelManifest {
  const { sha256, input, parameters, externalFiles = [] } = facts;
  const file = basename(facts.weightsPath);
  const found = notedFound(facts, choices);
  const {
    labels = foundLabels(found, facts) ?? guessedLabels(facts.classes),
    size = input,
    output,
  } = choices;
  if (size.height !== input.height || size.width !== input.width) {
    const expected = `expected ${input.height} x ${input.width}, the size of the network in ${file}`;
    throw new SlcError('invalid_request', `size: ${expected}, got ${size.height} x ${size.width}`);
  }
  if (labels.length !== facts.classes) {
    const ids = labels.map(({ id }) => id).join(', ');
    const expected = `expected ${facts.classes}, one for each class of the network in ${file}`;
    throw new SlcError('invalid_request', `labels: ${expected}, got ${labels.length} (${ids})`);
  }
  const { preprocessing, isGuess, isCropKnown } = choosePreprocessing(facts, found, choices);
  const caveatsOf = ({ training, crop }: typeof CAVEATS.en) => (isCropKnown ? [training] : [training, crop]);
  const guessed: Guess[] = [];
  if (!choices.labels && !found.classes) guessed.push('classes');
  if (isGuess) guessed.push('scaling');
  return {
    id: modelIdOf(file.replace(/\.[a-z0-9]+$/i, '')),
    name: file,
    summary: ENGLISH_SUMMARY,
    caveats: caveatsOf(CAVEATS.en),
    standIn: false,
    ...(guessed.length > 0 && { guessed }),
    ...foundIn(found, choices),
    source: {
      ...{ kind: 'file', file, sizeBytes: null, sha256 },
      revision: modelDigest({ file, sha256 }, externalFiles).slice(0, 12),
      ...filesOf(file, facts),
    },
    architecture: { name: 'not known', parameters },
    input,
    preprocessing,
    ...(output !== undefined && { output }),
    labels,
    temperature: { value: 1, fittedOn: null },
    training: null,
    evaluations: [],
    licence: { spdx: 'NOASSERTION', nonCommercial: false, attribution: 'Not known.' },
    translations: {
      es: {
        name: file,
        summary: SPANISH_SUMMARY,
        caveats: caveatsOf(CAVEATS.es),
        fittedOn: null,
        trainingDataset: null,
        procedure: null,
        evaluationDatasets: [],
        attribution: 'No se conoce.',
      },
    },
    goldenLogits: [],
  };
}

/** A name that no manifest may have is left out: its file is read as the model says, and verified by nobody. */
function filesOf(
  mainFile: string,
  { externalFiles = [] }: BareFileFacts,
): { readonly files?: readonly ExternalFile[] } {
  const files = new Map<string, ExternalFile>();
  for (const each of externalFiles) {
    const file = posix.normalize(each.file);
    if (pathBesideMain(mainFile, file) !== null) files.set(file, { ...each, file });
  }
  return files.size > 0 ? { files: [...files.values()] } : {};
}

/** @throws SlcError `invalid_model` where the names are not as many as the classes, or one is none that a class may have */
function foundLabels({ classes }: Found, facts: BareFileFacts): readonly LesionClass[] | undefined {
  if (!classes) return undefined;
  const { source } = classes;
  const refuse = (problem: string) => {
    const advice = 'say the classes with --labels, or take that file away';
    return new SlcError('invalid_model', `${source}: expected ${problem}: ${advice}`);
  };
  if (classes.value.length !== facts.classes) {
    const got = `got ${classes.value.length}`;
    // One logit tells two classes apart, and its author may have named the second alone.
    const isOneOfTwo = classes.value.length === 1 && facts.classes === 2;
    const which = isOneOfTwo ? '; the one without a name is the first, which a logit below 0 means' : '';
    throw refuse(`${facts.classes} names, one for each class of the network, ${got}${which}`);
  }
  const names = classes.value.map((name) => name.trim().replace(/\s+/g, ' '));
  const odd = names.find((name) => !isClassName(name));
  if (odd !== undefined) throw refuse(`${CLASS_NAMES}, got ${shown(odd)}`);
  const taken = new Set<string>();
  return classesNamed(names).map((named, place) => {
    let { id } = named;
    // Two names may differ in signs alone, which no id has.
    for (let i = place; taken.has(id); i++) id = `${named.id.slice(0, 50)}-${i}`;
    taken.add(id);
    return id === named.id ? named : { ...named, id };
  });
}

function foundIn(
  { classes, size, recipe, notes }: NotedFound,
  { labels, scaling, preset }: BareFileChoices,
): Pick<ModelManifest, 'foundIn'> {
  const sources = {
    ...(classes && !labels && { classes: classes.source }),
    ...(size && { size: size.source }),
    ...(recipe && !scaling && !preset && { recipe: recipe.source }),
    ...(notes.length > 0 && { notes }),
  };
  return Object.keys(sources).length > 0 ? { foundIn: sources } : {};
}

interface NotedFound extends Found {
  readonly notes: readonly string[];
}

/** What was found that concerns this network, with what an operator should know of it. */
function notedFound({ found = {}, input, onnx }: BareFileFacts, { preset }: BareFileChoices): NotedFound {
  const { recipe: _recipe, ...others } = found;
  const recipe = recipeFor(onnx?.layout, found);
  const { size } = found;
  const isOther = size && !preset && !isSameSize(size.value, input);
  return {
    ...others,
    ...(recipe && { recipe }),
    notes: [
      ...(found.notes ?? []),
      // A recipe that a person names takes the place of what is in doubt.
      ...(recipe?.doubt && !preset ? [`${recipe.source}: ${recipe.doubt}; what else it says was taken`] : []),
      ...(isOther
        ? [`${size.source} says ${sizeText(size.value)}, the network takes ${sizeText(input)}`]
        : []),
    ],
  };
}

const sizeText = ({ height, width }: ModelManifest['input']) => `${height} x ${width} pixels`;

interface ChosenPreprocessing {
  readonly preprocessing: ModelManifest['preprocessing'];
  /** Of the scaling. */
  readonly isGuess: boolean;
  /** Whether its authors said which part of a picture the network sees. */
  readonly isCropKnown: boolean;
}

/**
 * What was said of it, and where nothing was a guess: Pillow's antialiased resize is what PyTorch's trainings use; nearest is the
 * original application's.
 */
function choosePreprocessing(
  { ownScaling, onnx, input }: BareFileFacts,
  { size, recipe }: Found,
  { scaling: chosen, preset }: BareFileChoices,
): ChosenPreprocessing {
  const { scaling, isGuess } = scalingOfNetwork(ownScaling);
  const isWhole = ownScaling === 'pixels';
  const known = chosen && SCALINGS[chosen];
  const named = preset && presetRecipe(preset, input);
  const guess = onnx ? normalisationOfOnnx({ ...onnx, isWhole }) : SCALINGS[scaling];
  const resize = onnx ? 'bilinear-antialiased' : 'nearest';
  const said = recipe?.value ?? {};
  const isOfThisSize = !size || isSameSize(size.value, input);
  const isCropLost = !isOfThisSize && said.crop !== undefined;
  const isDoubtful = recipe?.doubt !== undefined || isCropLost;
  // A crop for pictures of another size would show another part of them.
  const { crop: _crop, shorterSideTo: _shorterSideTo, ...anySize } = said;
  return {
    preprocessing: {
      crop: 'none',
      resize,
      ...guess,
      ...(isOfThisSize ? said : anySize),
      ...named,
      ...known,
      views: 1,
    },
    isGuess: !chosen && !named && ((isGuess && said.scale === undefined) || isDoubtful),
    isCropKnown: named !== undefined || (isOfThisSize && !isDoubtful && said.crop !== undefined),
  };
}

const ENGLISH_SUMMARY = 'A model file of which only the network is known.';
const SPANISH_SUMMARY = 'Un archivo de modelo del que solo se conoce la red.';

const CAVEATS = {
  en: {
    training: 'It is not known on which images this model was trained, nor how good it is.',
    crop: 'How its images were cropped and resized in training is not known: here they are squeezed to the size of its input.',
  },
  es: {
    training: 'No se sabe con qué imágenes se entrenó este modelo ni lo bueno que es.',
    crop: 'No se sabe cómo se recortaban y cambiaban de tamaño sus imágenes en el entrenamiento: aquí se ajustan al tamaño de su entrada.',
  },
};

/** The manifest of a bare file after its author's own answer has confirmed how pictures are prepared for it. */
export function withoutRecipeGuess({ guessed = [], caveats, ...manifest }: ModelManifest): ModelManifest {
  const left = guessed.filter((guess) => guess !== 'scaling');
  const known = caveats.filter((caveat) => caveat !== CAVEATS.en.crop);
  return { ...manifest, caveats: known, ...(left.length > 0 && { guessed: left }) };
}

/** Guesses that seven outputs are HAM10000's classes in alphabetical order. */
function guessedLabels(classes: number): readonly LesionClass[] {
  const { ham10000 } = LABEL_SETS;
  if (classes === ham10000.length) return ham10000;
  return Array.from({ length: classes }, (_, index) => unknownClass(index));
}

/** Makes an id of a name, of the characters that an id may have. */
export function modelIdOf(name: string): string {
  const id = name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 64);
  return id === '' ? 'model' : id;
}
