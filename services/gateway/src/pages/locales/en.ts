import { type ErrorCode, NOTICE } from '@slc/domain';
import { HTTP_ERRORS } from '../../http/http-errors.js';
import { enApi } from './en-api.js';
import { enModel } from './en-model.js';

/** Every text of the pages has one of these keys, in every language. */
export type MessageKey = keyof typeof ownMessages | ErrorKey;

type ErrorKey = `fault.${ErrorCode}.title` | `problem.${ErrorCode}.${'cause' | 'remedy'}`;

const ownMessages = {
  ...enApi,
  ...enModel,

  'site.name': 'Skin Lesion Classifier',
  'site.skip': 'Skip to the content',
  'site.nav': 'Main',
  'site.nav.classify': 'Classify',
  'site.nav.model': 'The model',
  'site.nav.api': 'JSON API',
  'site.language': 'Language',
  'site.language.startsAnew': 'Changing the language starts anew: this result is not kept.',
  'site.language.keepsImages':
    'Changing the language keeps the images. Their results are not kept: send the images again.',
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
    'A change of the model is in progress, or has failed. The present model goes on answering.',
  'guessed.both':
    'Nobody has confirmed which class each output of this model stands for, nor how pixels are scaled for it. Both are guesses: where one is wrong, the answers are wrong, however sure they look.',
  'guessed.classes':
    'Nobody has confirmed which class each output of this model stands for. The names of its classes are a guess: where it is wrong, the answers are wrong, however sure they look.',
  'guessed.scaling':
    'Nobody has confirmed how pixels are scaled for this model. Its scaling is a guess: where it is wrong, the answers are wrong, however sure they look.',
  'guessed.how': 'The operator of this service ends that with a manifest, which this command begins:',
  'status.progress': '{done} of {total}',
  'status.progressUnknown': '{done} so far',
  'status.progressLabel': 'Fetching of the model’s file',
  'status.reload': 'Check again',

  'home.title': 'Classify a dermoscopic image',
  'home.lead':
    'Send a photograph taken through a dermatoscope. You get the probability of each kind of skin lesion that the model knows, and what you need to judge these numbers.',
  'home.field': 'Dermoscopic image',
  'home.hint':
    '{formats}, up to {limit}, at least 32 pixels wide and high. The lesion in the middle, in focus.',
  'home.submit': 'Classify',
  'home.model': 'Answered by',
  'home.dropHere': 'Drop images here, or choose them',
  'home.dropNow': 'Let go to add the images',
  'home.choose': 'Choose an image',
  'home.paste': 'Paste an image',
  'home.camera': 'Take a photograph',
  'home.notFor': 'Not for',
  'home.notFor.ordinary': 'ordinary photographs, taken without a dermatoscope',
  'home.notFor.sites': 'nails and mucous membranes',
  'home.notFor.decisions': 'deciding whether to see a doctor, or whether to treat',
  'home.examples': 'Or try an example',
  'home.examplesLead':
    'These are drawings, not patients. They show how the page works; what the model says about them means nothing.',
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
  'queue.state.done': '{outcome}',
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
  'queue.pasteRefused': 'The browser did not allow it. Press {keys} instead.',
  'queue.pasteRefused.touch': 'The browser did not allow it. Save the image, and choose its file instead.',
  'queue.full': 'At most {limit} images at a time. The others were not added.',
  'queue.network': 'The service did not answer',
  'queue.networkAdvice': 'Check the connection, and try again.',
  'queue.resultsNotKept': 'The images are here. Their results are not: send the images again.',
  'queue.notKept': 'That result is gone: nothing is kept. Choose the image again.',
  'queue.pastedName': 'pasted image {number}',
  'summary.title': 'Summary',
  'summary.caption': 'Verdict and most probable class of each image',
  'summary.image': 'Image',
  'summary.verdict': 'Verdict',
  'summary.class': 'Most probable class',
  'summary.probability': 'Probability',
  'summary.malignant': 'Malignant or pre-malignant, together',
  'summary.drawing': '{name} (drawing, not a patient)',
  'summary.csv': 'Save as CSV',
  'summary.json': 'Save as JSON',
  'summary.mixedModels':
    'These answers come from different models, because the service changed its model in between. Do not compare their numbers.',
  'summary.guessed':
    'Something of the model was guessed, such as which class each output stands for. Where a guess is wrong, the answers are wrong, however sure they look. The page of each answer says what was guessed.',
  'summary.done': 'Classified: {done} of {count}. Not classified: {failed}.',

  'assessment.clear': 'Clear',
  'assessment.undecided': 'Undecided',
  'assessment.unusable': 'Unusable',
  'assessment.sentence': '{verdict}: {why}.',
  'assessment.sentence.unusable': '{verdict}: {why}. What the model makes of it means nothing.',
  'assessment.outcome': '{verdict}: {answer}',
  'assessment.outcome.drawing': 'A drawing, not a patient. {outcome}',
  'assessment.class': '{class} {percent}',
  'assessment.others': '{count} others',
  'assessment.nothing': 'one class stands out, and nothing that was measured speaks against this answer',
  'assessment.picture': 'this picture is {faults}',
  'assessment.reason.several-classes': 'more than one class is plausible',
  'assessment.reason.views-disagree': 'the answer changes with how the picture is turned',
  'assessment.reason.unlike-training': 'unlike those that the model was made for',
  'assessment.reason.blurred': 'blurred',
  'assessment.reason.dark': 'too dark',
  'assessment.reason.bright': 'too bright',
  'assessment.reason.flat': 'nearly all one colour',
  'assessment.reason.colourless': 'without colour',
  'assessment.reason.small': 'smaller than what the model looks at',
  'assessment.noLimits': 'This model has no measured prediction sets or outlier limits.',
  'assessment.noPredictionSets': 'This model has no measured prediction sets.',
  'assessment.noOutlierLimits': 'This model has no measured outlier limits.',
  'assessment.noQuality': 'Its pictures are not judged by their sharpness, light and colour.',
  'advice.title': 'How to take a better picture',
  'advice.blurred':
    'Rest the dermatoscope on the skin, hold still, and let the camera focus on the lesion before you press. A wet or greasy lens blurs too.',
  'advice.dark': 'Switch on the dermatoscope’s light, and see that nothing covers the lens.',
  'advice.bright': 'Turn the light down or the exposure back, and avoid reflections on the skin.',
  'advice.flat': 'See that the lesion is in the middle of the picture, with some of the skin around it.',
  'advice.colourless': 'Send the picture in colour: switch off black-and-white modes and filters.',
  'advice.small': 'Send the picture as the camera made it, not a thumbnail or a screenshot.',
  'advice.unlike-training':
    'Send a picture taken through a dermatoscope, of one lesion on the skin. Of anything else the model can say nothing.',

  'measured.title': 'What was measured',
  'measured.sum.views': '{agreeing} of {count} views agree.',
  'measured.sum.outlier': 'Outlier score {score}.',
  'measured.sum.quality': '{within} of {count} figures of the picture within their limits.',
  'measured.sum.nothing': 'Nothing but the probabilities.',
  'measured.views': 'Views: the picture turned and mirrored',
  'measured.views.value': '{agreeing} of {count} have the answer’s class on top; at least {least} should',
  'measured.set': 'Plausible classes',
  'measured.set.value': '{count}; of such sets {coverage} should hold the true class. A clear answer has one',
  'measured.outlier': 'Outlier score: how unlike the images that the model was made for',
  'measured.outlier.value': '{score}; undecided above 1, unusable above {unusable}',
  'measured.quality': 'Sharpness, light and colour of the picture',
  'measured.sharpness': 'Sharpness: how strongly fine edges stand out',
  'measured.brightness': 'Brightness: from 0, black, to 255, white',
  'measured.clipped': 'Overexposed: how much of it is nearly white',
  'measured.contrast': 'Contrast: how much light and dark differ',
  'measured.chroma': 'Colour: how much red, green and blue differ',
  'measured.side': 'Size: the shorter side of what the model looked at, in pixels',
  'measured.least': '{value}; it should be at least {limit}',
  'measured.most': '{value}; it should be at most {limit}',
  'measured.within': 'Within its limit.',
  'measured.outside': 'Outside its limit.',
  'measured.not': 'Not measured: this model has no limits for it',

  'map.title': 'What the answer rests on',
  'map.strongest': 'The map is strongest {region}; {share} {of} reaches more than half of its peak.',
  'map.ofSquare': 'of the square',
  'map.ofWhole': 'of what the model saw',
  'map.region.upper-left': 'in the upper left',
  'map.region.upper': 'at the top',
  'map.region.upper-right': 'in the upper right',
  'map.region.left': 'on the left',
  'map.region.centre': 'in the centre',
  'map.region.right': 'on the right',
  'map.region.lower-left': 'in the lower left',
  'map.region.lower': 'at the bottom',
  'map.region.lower-right': 'in the lower right',
  'map.check':
    'It was checked: with the fifth {of} covered where the map is strongest, the probability of {class} goes from {before} to {after}; with other fifths covered, to {random} on average.',
  'map.check.same':
    'It was checked: with the fifth {of} covered where the map is strongest, the probability of {class} stays at {before}, and so it does with other fifths covered.',
  'map.holds': 'So this region does carry the answer.',
  'map.fails': 'The map does not show what the answer rests on.',
  'map.fails.common':
    'So it is shown in grey. That happens often, and says nothing for or against the answer.',
  'map.empty': 'The map is empty: no part {of} speaks for {class} by itself.',
  'map.switch': 'Show the heat map',
  'map.switchGrey': 'Show the heat map, in grey',
  'map.legend': '{method}. Yellow is strong, dark blue is weak.',
  'map.legendGrey': '{method}. White is strong, black is weak.',
  'map.none.unusable': 'A picture that the model cannot judge gets no heat map.',
  'map.none.several':
    'Images that are sent together get no heat map. Send this one alone to see where its answer comes from.',
  'map.none.busy':
    'There is no heat map, because the service was busy. The answer is the same without it; send the image again for a map.',
  'map.none.late':
    'There is no heat map, because it would have taken too long. The answer is the same without it.',
  'map.none.engine':
    'There is no heat map, because the model’s engine was being replaced. The answer is the same without it; send the image again for a map.',
  'map.none.model': 'There is no heat map: this kind of model has none. The answer is the same without it.',

  'result.title': 'Result',
  'result.back': 'Back to the images',
  'result.newCase': 'New case',
  'result.picture': 'The image, and what the model saw of it',
  'result.image': 'The image that was analysed',
  'result.seen': 'What the model saw',
  'result.seenOf': 'What the model saw, {width} × {height} pixels',
  'result.squareOf': 'The square that the model saw, {width} × {height} pixels',
  'result.enlarge': 'Enlarge',
  'result.reduce': 'Reduce',
  'result.drawing':
    'This is a drawing, not a picture of a patient: what the model says about it means nothing.',
  'result.imageFacts': '{format}, {width} × {height} pixels',
  'result.looked.crop':
    'The model saw the marked square, the largest one in its middle, reduced to {width} × {height} pixels.',
  'result.looked.part': 'The model saw the marked part in its middle, brought to {width} × {height} pixels.',
  'result.looked.padded': 'The model saw all of it, with black around it, as {width} × {height} pixels.',
  'result.looked.whole': 'The model saw all of it, squeezed to {width} × {height} pixels.',
  'result.fileName': 'File',
  'result.fileNameNote': 'The name stays in this browser.',
  'result.topOutside': 'A lesion of another kind also gets one of these {count} names.',
  'result.all': 'All {count} classes',
  'result.bothClasses': 'Both classes',
  'result.rest': 'The other {count} classes, together {probability}',
  'result.allCaption': 'Every class with its probability, most probable first',
  'result.class': 'Class',
  'result.probability': 'Probability',
  'result.logit': 'Logit',
  'result.exact': 'Decimals and logits',
  'result.numbers': 'The numbers',
  'result.numbers.fold': 'The numbers all the same. For this picture they mean nothing.',
  'result.bar': 'Scale from 0 to 100 per cent',
  'result.sum': 'Malignant or pre-malignant, together',
  'result.sumMalignant': 'Malignant classes together',
  'result.sumOne': 'Malignant',
  'result.sumOf': 'The sum of {classes}.',
  'result.sumOfMany': 'The sum of {count} classes.',
  'result.right': 'How often it is right in such a case',
  'result.right.verdict':
    'The verdict “{verdict}” was given for {given} of {images} images that its limits had not seen; {right} of these answers were right (95% interval {low} to {high}).',
  'result.right.verdictUnknown':
    'How often its answers of the verdict “{verdict}” are right was not measured.',
  'result.right.bin':
    'In its test, of {count} answers of any verdict with a top probability between {from} and {to}, {accuracy} were right.',
  'result.right.sets':
    'On {images} images held out of the fit, the true class was among the plausible ones for {got} (95% interval {low} to {high}).',
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
  'result.classes': 'What the class is',
  'result.classes.others': 'What the other classes are',
  'result.model': 'The model that answered',
  'result.model.name': 'Model',
  'result.model.version': '{id}, revision {revision}',
  'result.model.digest': 'Weights, SHA-256',
  precision: 'Numbers it is computed in',
  'precision.float32': 'float32',
  'precision.int8': 'int8: whole numbers of 8 bits, which are faster and a little less exact',
  'precision.float16': 'float16: numbers of half the length, which are faster and a little less exact',
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
  'result.moment': 'Classified on',
  'result.reference': 'Reference',
  'result.reference.note': 'Printed with the result. Not sent, not stored.',

  'fault.back': 'Back to the first page',
  'fault.pageTitle': 'Error: {title}',
  'fault.label': 'Error {status}',
  'fault.page.advice': 'Wait a moment, then load this page again.',
  'fault.invalid_request.advice': 'Choose one image file and send it again.',
  'fault.invalid_image.advice':
    'The file may be damaged or too small. Open it in a viewer to check it, or export it again.',
  'fault.image_too_large.advice': 'Save the image as a JPEG or at a smaller size, and send it again.',
  'fault.too_many_pixels.advice':
    'Make the image smaller and send it again. The model looks at a small version of it anyway.',
  'fault.unsupported_media_type.advice': 'Send a {formats} image.',
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

  'word.or': 'or',
  'part.english': 'in English',
  'part.technical': 'Technical detail',
};

/** English: the texts above, and what the API says of its errors. */
export const en: Readonly<Record<MessageKey, string>> = { ...ownMessages, ...errorTexts() };

function errorTexts(): Record<ErrorKey, string> {
  const texts = Object.entries(HTTP_ERRORS).flatMap(([code, { title, cause, remedy }]) => [
    [`fault.${code}.title`, title],
    [`problem.${code}.cause`, cause],
    [`problem.${code}.remedy`, remedy],
  ]);
  // Three entries for each error code, as the type says.
  return Object.fromEntries(texts) as Record<ErrorKey, string>;
}
