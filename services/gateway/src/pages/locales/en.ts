import { type ErrorCode, LABEL_SETS, NOTICE } from '@slc/domain';
import { HTTP_ERRORS } from '../../http/http-errors.js';

type ClassText = 'name' | 'description' | 'meaning';

/** Every text of the pages has one of these names, in every language. */
export type LesionClassId = 'AKIEC' | 'BCC' | 'BKL' | 'DF' | 'MEL' | 'NV' | 'VASC';

export type MessageKey =
  | keyof typeof ownMessages
  | `class.${LesionClassId}.${ClassText}`
  | `fault.${ErrorCode}.title`;

const ownMessages = {
  'site.name': 'Skin Lesion Classifier',
  'site.skip': 'Skip to the content',
  'site.nav': 'Main',
  'site.nav.classify': 'Classify',
  'site.nav.model': 'The model',
  'site.nav.api': 'JSON API',
  'site.language': 'Language',
  'site.language.startsAnew':
    'Changing the language starts anew: the images and results of this page are not kept.',
  'site.theme': 'Colours',
  'site.theme.auto': 'As the device',
  'site.theme.light': 'Light',
  'site.theme.dark': 'Dark',
  'site.notice': NOTICE,
  'site.notice.short': 'Research and education aid. Not a medical device.',
  'site.worry': 'If a spot on your skin worries you, or changes, see a clinician, whatever this page says.',
  'site.privacy':
    'An image is held in memory for the time of its request and nowhere else. No cookies, no tracking, nothing from other sites.',

  'malignancy.malignant': 'malignant',
  'malignancy.pre-malignant': 'pre-malignant',
  'malignancy.benign': 'benign',

  'status.unreachable':
    'The model cannot be reached right now, so no image can be classified. The page goes on trying.',
  'status.starting': 'The model is starting: it is being read and tested.',
  'status.fetching': 'The model’s file is being fetched.',
  'status.sendLater': 'Images can be chosen already; they are sent when it is ready.',
  'status.recovering': 'The model is recovering from a fault. This takes a few seconds.',
  'status.failed': 'The model cannot be served. The operator of this service has to look at it.',
  'status.stopping': 'The service is being stopped, or replaced by a newer one.',
  'status.ready': 'The model is ready.',
  'status.standIn':
    'The compact model answers. It is a small stand-in for education and tests, and less accurate than a full model.',
  'status.standInFetching': 'The full model’s file is being fetched meanwhile.',
  'status.standInAlone': 'The full model is not available, at least for now.',
  'status.modelStays':
    'A change of the model is under way, or has failed. The present model goes on answering.',
  'status.progress': '{done} of {total}',
  'status.progressUnknown': '{done} so far',
  'status.progressLabel': 'Fetching of the model’s file',
  'status.reload': 'Look again',

  'home.title': 'Classify a dermoscopic image',
  'home.lead':
    'Give it a photograph taken through a dermatoscope. It gives back the probabilities of seven kinds of pigmented skin lesion, and what you need to judge them.',
  'home.field': 'Dermoscopic image',
  'home.hint':
    'JPEG, PNG, WebP or TIFF, up to {limit}, at least 32 pixels wide and high. The lesion in the middle, in focus.',
  'home.submit': 'Classify',
  'home.model': 'Answered by',
  'home.dropHere': 'Drop images here, or choose them',
  'home.dropNow': 'Let go to add the images',
  'home.paste': 'Paste an image',
  'home.camera': 'Take a photograph',
  'home.notFor': 'Not for',
  'home.notFor.ordinary': 'ordinary photographs, taken without a dermatoscope',
  'home.notFor.sites': 'nails and mucous membranes',
  'home.notFor.decisions': 'deciding whether to see a doctor, or whether to treat',
  'home.examples': 'Or try an example',
  'home.examplesLead':
    'These are drawings, not patients. They show how the page works; what the model says of them means nothing.',
  'home.example.drawn-1': 'A round, even brown spot with a fine net, and a few hairs.',
  'home.example.drawn-2':
    'A large uneven spot in several browns, with a blue-grey haze, a pale patch and dark dots.',
  'home.example.drawn-3': 'A pink patch with branching red vessels and grey islands.',
  'home.example.drawn-4': 'A red nodule full of dark red lakes, crossed by pale creases.',
  'home.example.try': 'Classify this drawing',

  'queue.title': 'Images',
  'queue.submitOne': 'Classify this image',
  'queue.submitMany': 'Classify {count} images',
  'queue.submitNone': 'Classify',
  'queue.state.ready': 'Ready to be sent',
  'queue.state.queued': 'Waiting for its turn',
  'queue.state.sending': 'Being sent, {percent}',
  'queue.state.analysing': 'Being analysed',
  'queue.state.waiting': 'The service is not ready. Next try in {seconds} s',
  'queue.state.done': '{class}, {probability}',
  'queue.state.failed': 'Not classified',
  'queue.state.cancelled': 'Cancelled',
  'queue.preview': 'Preview of {name}',
  'queue.noPreview': 'This browser cannot show a preview of this kind of file',
  'queue.remove': 'Remove',
  'queue.cancel': 'Cancel',
  'queue.retry': 'Try again',
  'queue.open': 'Show the result',
  'queue.ofImage': ': {name}',
  'queue.added': 'Images in the list: {count}.',
  'queue.removed': '{name} was removed.',
  'queue.pasteEmpty': 'There is no image on the clipboard. Copy one, and try again.',
  'queue.pasteRefused': 'The browser did not allow it. Press Ctrl and V instead.',
  'queue.full': 'At most {limit} images at a time. The others were not added.',
  'queue.network': 'The service did not answer',
  'queue.networkAdvice': 'Check the connection, and try again.',
  'queue.notKept': 'That result is not there any more: nothing is kept. Choose the image again.',
  'queue.pastedName': 'pasted image {number}',
  'summary.title': 'Summary',
  'summary.caption': 'Most probable class of each image',
  'summary.image': 'Image',
  'summary.class': 'Most probable class',
  'summary.probability': 'Probability',
  'summary.malignant': 'Malignant or pre-malignant together',
  'summary.csv': 'Save as CSV',
  'summary.json': 'Save as JSON',
  'summary.mixedModels':
    'These answers come from different models, because the service changed its model in between. Do not compare their numbers.',
  'summary.done': 'Classified: {done} of {count}. Not classified: {failed}.',

  'result.title': 'Result',
  'result.titleOf': '{class}, {probability}',
  'queue.back': 'Back to the images',
  'result.another': 'Classify another image',
  'result.image': 'The image that was analysed',
  'result.imageFacts': '{format}, {width} × {height} pixels',
  'result.looked.crop':
    'The model saw the largest square in its middle, reduced to {width} × {height} pixels.',
  'result.looked.whole': 'The model saw all of it, squeezed to {width} × {height} pixels.',
  'result.fileName': 'File',
  'result.fileNameNote': 'The name stays in this browser.',
  'result.top': 'Most probable of the seven classes',
  'result.topSentence':
    'The model gives {class} a probability of {probability}, more than any other of the seven classes it knows.',
  'result.topOutside': 'A lesion of another kind also gets one of these seven names.',
  'result.all': 'All seven classes',
  'result.allCaption': 'Every class with its probability, most probable first',
  'result.class': 'Class',
  'result.probability': 'Probability',
  'result.logit': 'Logit',
  'result.bar': 'Scale from 0 to 100 per cent',
  'result.sum': 'Malignant and pre-malignant together',
  'result.sumOf': 'The sum of {classes}.',
  'result.sure': 'How sure the model is',
  'result.sure.high': 'The model is nearly certain. That is not the same as being right.',
  'result.sure.fair': 'The model is fairly sure, and leaves room for other classes.',
  'result.sure.low': 'The model is unsure.',
  'result.sure.none': 'The model is undecided: no class has half of the probability.',
  'result.sure.next': 'Next comes {class} with {probability}.',
  'result.sure.bin':
    'In its test, of {count} answers with a top probability between {from} and {to}, {accuracy} were right.',
  'result.wrong': 'How often it is wrong here',
  'result.wrong.recall':
    'Of {support} test images that truly were {class}, it recognised {hits} ({recall}; 95% interval {low} to {high}) and missed {misses}.',
  'result.wrong.precision': 'Of {named} test images that it called {class}, {hits} were that ({precision}).',
  'result.wrong.recallShare':
    'Of {support} test images that truly were {class}, it recognised {recall} (95% interval {low} to {high}).',
  'result.wrong.precisionShare': 'When it said {class} in the test, it was right in {precision} of cases.',
  'result.wrong.hidden':
    'Of those that it called {class}, {count} were in truth malignant or pre-malignant ({classes}).',
  'result.wrong.testOf': 'Test:',
  'result.wrong.unknown':
    'How often this model is wrong for this class is not known: its test results did not come with it.',
  'result.classes': 'What the classes are',
  'result.model': 'The model that answered',
  'result.model.name': 'Model',
  'result.model.version': '{id}, revision {revision}',
  'result.model.digest': 'Weights, SHA-256',
  'result.model.temperature': 'Temperature',
  'result.model.engine': 'Engine',
  'result.model.timing': '{engine}; {total} ms, of which {decode} ms decoding and {inference} ms inference',
  'result.model.licence': 'Licence of the weights',
  'result.model.caveats': 'What to know about this model',
  'result.model.more': 'Everything about this model',
  'result.notFor': 'What this must not be used for',
  'result.notFor.decide':
    'Do not decide from it whether to see a doctor, to treat, to wait or to remove. A low number does not rule a cancer out.',
  'result.notFor.images':
    'It means nothing for ordinary photographs, nails, mucous membranes, or any other kind of lesion.',
  'result.standIn':
    'The compact model answered. It is a small stand-in for education and tests, and less accurate than a full model.',
  'result.stale':
    'Since this answer the service has changed its model. Classify the image again for the present model’s answer.',
  'result.print': 'Print',
  'result.json': 'Save as JSON',
  'result.moment': 'Classified on {moment}',

  'model.title': 'The model',
  'model.unknown': 'Nothing is known of the model at the moment.',
  'model.caveats': 'Before you trust it',
  'model.compare':
    'Figures of different models can be compared only where they were measured on the same images with the same split.',
  'model.facts': 'In short',
  'model.id': 'Id',
  'model.revision': 'Revision',
  'model.architecture': 'Architecture',
  'model.parameters': 'Parameters',
  'model.input': 'Input',
  'model.inputSize': '{width} × {height} pixels, RGB',
  'model.size': 'Size of the file',
  'model.digest': 'Weights, SHA-256',
  'model.temperature': 'Temperature',
  'model.temperatureText': '{value}. The logits are divided by it before the softmax.',
  'model.temperatureFitted': 'Fitted on:',
  'model.engine': 'Engine that runs it',
  'model.licence': 'Licence of the weights',
  'model.nonCommercial': '{licence}: non-commercial use only',
  'model.citation': 'Citation and origin',
  'model.unknownValue': 'not known',
  'model.preprocessing': 'From the image to the network',
  'model.step.decode':
    'The file is decoded to red, green and blue, 0 to 255 each. EXIF orientation is not applied.',
  'model.step.cropSquare': 'The largest square in the middle is cut out.',
  'model.step.cropNone': 'The whole image is taken.',
  'model.step.nearest':
    'It is squeezed to {width} × {height} pixels, each one copied from its nearest neighbour. The aspect ratio is not kept.',
  'model.step.bilinear':
    'It is reduced to {width} × {height} pixels with antialiased bilinear interpolation.',
  'model.step.asIs': 'The values go into the network as they are, 0 to 255.',
  'model.step.scaled': 'Each value v becomes v × {scale} {sign} {offset}, from {from} to {to}.',
  'model.classes': 'The seven classes',
  'model.classes.caption': 'Each class, and how many images there were of it',
  'model.classes.dataset': 'Training data set',
  'model.classes.malignancy': 'Kind',
  'model.training': 'Training',
  'model.training.data': 'Data',
  'model.training.images': 'Images',
  'model.training.split': 'Split',
  'model.training.procedure': 'Procedure',
  'model.split.lesion': 'By lesion: no lesion stands on both sides.',
  'model.split.image':
    'By image: pictures of one lesion may stand on both sides, so these figures are optimistic.',
  'model.split.unknown': 'How the images were split is not known.',
  'model.measuredOn': 'Measured on:',
  'model.measured.images': '{images} images.',
  'model.figure.accuracy': 'Accuracy',
  'model.figure.balancedAccuracy': 'Balanced accuracy (mean recall)',
  'model.figure.macroF1': 'Macro F1',
  'model.figure.ece': 'Expected calibration error (ECE)',
  'model.figure.nll': 'Negative log-likelihood',
  'model.figure.malignantRocAuc': 'ROC AUC, malignant and pre-malignant together',
  'model.figure.interval': '95% interval {low} to {high}',
  'model.figure.before': 'before temperature scaling {before}',
  'model.perClass': 'Each class',
  'model.perClass.caption':
    'Recall with its 95% Wilson interval, drawn and in figures, with the other measures',
  'model.perClass.recall': 'Recall',
  'model.perClass.drawn': 'Drawn, 0 to 1',
  'model.perClass.precision': 'Precision',
  'model.perClass.f1': 'F1',
  'model.perClass.support': 'Images',
  'model.perClass.rocAuc': 'ROC AUC',
  'model.perClass.recallValue': '{value} ({low} to {high})',
  'model.perClass.plot': 'Recall {value}, interval {low} to {high}',
  'model.confusion': 'Confusion matrix',
  'model.confusion.caption': 'Rows: the true class. Columns: what the model said. Darker: more of its row.',
  'model.confusion.truth': 'True class',
  'model.reliability': 'Reliability',
  'model.reliability.caption':
    'How often answers were right, by how sure the model was. On the diagonal, 70% sure is right 70 times in 100; below it the model is too sure. The larger a dot, the more answers it stands for.',
  'model.reliability.alt':
    'Reliability diagram with {bins} bins. Largest gap: answers of about {confidence} were right in {accuracy} of cases.',
  'model.reliability.x': 'Top probability',
  'model.reliability.y': 'Right',
  'model.reliability.table': 'The diagram as a table',
  'model.reliability.bin': 'Top probability',
  'model.reliability.count': 'Answers',
  'model.reliability.confidence': 'Mean probability',
  'model.reliability.accuracy': 'Right',
  'model.reliability.range': '{from} to {to}',

  'fault.back': 'Back to the first page',
  'fault.pageTitle': 'Error: {title}',
  'fault.label': 'Error {status}',
  'fault.invalid_request.advice': 'Choose one image file and send it again.',
  'fault.invalid_image.advice':
    'The file may be damaged or too small. Open it in a viewer to check it, or export it again.',
  'fault.image_too_large.advice': 'Save the image as a JPEG or at a smaller size, and send it again.',
  'fault.too_many_pixels.advice':
    'Make the image smaller and send it again. The model looks at a small version of it anyway.',
  'fault.unsupported_media_type.advice': 'Send a JPEG, PNG, WebP or TIFF image.',
  'fault.unauthenticated.advice': 'Ask the operator of this service for access.',
  'fault.not_found.advice': 'Check the address, or go back to the first page.',
  'fault.method_not_allowed.advice': 'Go back to the first page and start from there.',
  'fault.rate_limited.advice': 'Wait a moment and try again.',
  'fault.overloaded.advice': 'Wait a moment and send the image again.',
  'fault.model_not_ready.advice': 'Wait a moment and send the image again.',
  'fault.unsupported_model.advice': 'The operator of this service has to look at this.',
  'fault.invalid_model.advice': 'The operator of this service has to look at this.',
  'fault.deadline_exceeded.advice': 'Wait a moment and send the image again.',
  'fault.cancelled.advice': 'Send the image again.',
  'fault.internal.advice': 'Try again. If it happens again, tell the operator of this service.',

  'part.english': 'in English',
  'part.technical': 'Technical detail',
};

const CLASSES = Object.fromEntries(
  LABEL_SETS.ham10000.map(({ id, name, texts }) => [id, { name, ...texts }]),
) as unknown as Readonly<Record<LesionClassId, Readonly<Record<ClassText, string>>>>;

/** English, from here and from where the classes and the errors are defined. */
export const en: Readonly<Record<MessageKey, string>> = {
  ...ownMessages,
  ...textsOf(CLASSES, 'class', ['name', 'description', 'meaning']),
  ...textsOf(HTTP_ERRORS, 'fault', ['title']),
};

function textsOf<Id extends string, Text extends string, Group extends string>(
  things: Readonly<Record<Id, Readonly<Record<Text, string>>>>,
  group: Group,
  texts: readonly Text[],
): Record<`${Group}.${Id}.${Text}`, string> {
  const entries = Object.entries<Readonly<Record<Text, string>>>(things).flatMap(([id, thing]) =>
    texts.map((text) => [`${group}.${id}.${text}`, thing[text]] as const),
  );
  // One entry for each id and text, as the type says.
  return Object.fromEntries(entries) as Record<`${Group}.${Id}.${Text}`, string>;
}
