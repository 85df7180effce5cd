/** What a report says, in English. `{name}` stands for a value. */
export const en = {
  'site.name': 'Skin Lesion Classifier',
  'title.evaluation': 'Evaluation report',
  'title.calibration': 'Calibration report',
  'title.comparison': 'Comparison of two models',
  'title.lead': '{images} labelled images from {source}, {date}',
  'title.against': 'compared with {name}',
  notice:
    'Research and education aid, not a medical device. It does not diagnose, and nothing in this report says that it may be used to decide about a patient.',
  'notice.scope':
    'The figures hold for images like the ones measured here: the same kind of people, skin types, cameras and clinics. Elsewhere they can be much worse.',
  standIn:
    'This is the compact model. It is a small stand-in for education and tests, less accurate than a full model.',
  'guessed.both':
    'Which class each output of this model stands for, and how pixels are scaled for it, are guesses. Where one is wrong, these figures are those of another model.',
  'guessed.classes':
    'Which class each output of this model stands for is a guess. Where it is wrong, these figures are those of another model.',
  'guessed.scaling':
    'How pixels are scaled for this model is a guess. Where it is wrong, these figures are those of another model.',
  contents: 'Contents',
  'contents.skip': 'Skip to the report',
  'label.figure': 'Figure {number}',
  'label.table': 'Table {number}',
  notDefined: 'not defined',
  interval: '{low} to {high}',
  interval95: '95% interval',
  range: '{from} to {to}',
  of: '{part} of {whole}',
  points: '{value} points',
  more: 'And {count} more, which the command’s JSON lists.',
  class: 'Class',
  allClasses: 'All classes',
  imagesColumn: 'Images',
  answersColumn: 'Answers',
  file: 'File',
  truth: 'True class',
  answer: 'The model said',
  figure: 'Figure',
  value: 'Value (95% interval)',
  method: 'Interval',
  'method.wilson': 'Wilson',
  'method.bootstrap': 'bootstrap over lesions or patients',
  drawn: 'Drawn',
  'fault.message': 'What is wrong',
  'malignancy.malignant': 'malignant',
  'malignancy.pre-malignant': 'pre-malignant',
  'malignancy.benign': 'benign',

  'figure.accuracy': 'Accuracy',
  'figure.balancedAccuracy': 'Balanced accuracy (mean recall of the classes)',
  'figure.macroF1': 'Macro F1',
  'figure.recall': 'Recall',
  'figure.precision': 'Precision',
  'figure.f1': 'F1',
  'figure.rocAuc': 'ROC AUC',
  'figure.malignantRocAuc': 'ROC AUC, malignant or not',
  'figure.averagePrecision': 'Average precision',
  'figure.sensitivity': 'Sensitivity',
  'figure.specificity': 'Specificity',
  'figure.ppv': 'Malignant when called so',
  'figure.npv': 'Benign when called so',
  'figure.nll': 'Negative log-likelihood (nats)',
  'figure.brier': 'Brier score',
  'figure.ece': 'Expected calibration error (ECE)',
  'figure.adaptiveEce': 'ECE with bins of equal count',
  'figure.classwiseEce': 'ECE of each class, mean',

  'summary.title': 'In plain words',
  'summary.grid': 'Of 100 in images like these, the model names {named} (95% interval: {low} to {high}).',
  'summary.grid.counts': 'Counted: {right} of {images} images.',
  'summary.grid.hit': '{count} named {class}',
  'summary.grid.near': '{count} given another name that is malignant or pre-malignant',
  'summary.grid.miss': '{count} given a benign name',
  'summary.accuracy':
    'The model named the right class for {right} of {images} images ({share}; 95% interval: {interval}). If each class counts the same, however rare, it is right for {balanced}.',
  'summary.noKinds':
    'The model’s classes do not all say whether they are malignant, so nothing is said here about malignant or not.',
  'summary.noMalignant':
    'None of the images shows a malignant or pre-malignant lesion: how many of these it misses is not known.',
  'summary.missed': 'It gave a benign name to {missed} of {malignant} malignant or pre-malignant lesions.',
  'summary.alarms': 'It gave a malignant or pre-malignant name to {alarms} of {benign} benign lesions.',
  'summary.honesty':
    'Its probabilities are off by {points} percentage points on average. That is an average: a single answer can be far off, and it can be sure and wrong.',
  'summary.calibrated':
    'The model was calibrated on these images. All figures here are measured on images that the fit had not seen.',
  'summary.sets':
    'The set of plausible classes should hold the true one for {asked} of images; it did for {got}.',
  'summary.comparison':
    'On the same images “{name}” is right for {second}, this model for {first}: a difference of {difference} percentage points (95% interval: {interval}).',
  'summary.comparison.unclear': 'So these images do not show which of the two is right more often.',
  'summary.comparison.clear': 'That is more than chance explains on these images.',
  'summary.seen':
    'The model was calibrated on these very images. Its probabilities, its sets of plausible classes and what it says of unlike images look better here than they are elsewhere.',
  'summary.seen.second':
    'The second model was calibrated on these very images. Its probabilities look better here than they are elsewhere.',
  'summary.shard':
    'These figures are of share {number} of {of} of the images alone. Another share, or all of them together, gives others.',
  'summary.few': 'Fewer than {most} images were there of: {classes}. Figures of these classes say little.',
  'summary.absent': 'No image was there of: {classes}.',
  'summary.failedOne':
    'One image could not be used, because its file is missing or damaged; section 1 names it.',
  'summary.failed':
    '{count} images could not be used, because their files are missing or damaged; section 1 lists them.',

  'images.title': 'The images',
  'images.lead': 'What was measured on, and what was not used.',
  'images.source': 'Table or folder',
  'images.used': 'Images measured',
  'images.groups': 'Lesions or patients',
  'images.groups.own': 'each image counts as one of its own',
  'images.failed': 'Missing or damaged',
  'images.leftOut': 'Left out for another reason',
  'images.share': 'Share',
  'images.classes.caption': 'Images of each class',
  'images.failed.caption': 'Files that are missing or damaged',
  'images.leftOut.caption': 'Rows and files that were left out',
  'images.leftOut.count': 'Rows',
  'images.reason': 'Reason',
  'leftOut.missing': 'the image is not found',
  'leftOut.other-class': 'its class is none of the model’s',
  'leftOut.no-class': 'it has no class, or more than one',
  'leftOut.duplicate': 'an earlier row names the same file',
  'leftOut.contradiction': 'rows give the same file different classes',
  'leftOut.not-an-image': 'it is no image',

  'answers.title': 'How often the model is right',
  'answers.lead':
    'An answer is right when the most probable class is the true one. Recall: of the images of a class, the share that is named so. Precision: of the answers that name a class, the share that is right.',
  'answers.headline.caption': 'Over all classes',
  'answers.recall.caption':
    'Recall of each class. The line is the 95% interval: the fewer images, the longer.',
  'answers.classes.caption': 'Each class in figures, with 95% intervals',

  'confusion.title': 'What the model says instead',
  'confusion.caption':
    'Rows: the true class. Columns: what the model said. Below each count its share of the row; darker is a larger share.',
  'confusion.total': 'All',
  'confusion.list.caption': 'The most frequent wrong answers',
  'confusion.share': 'Share of the class',

  'malignant.title': 'Malignant or not',
  'malignant.unknown':
    'The model’s classes do not all say whether they are malignant, so these figures are not defined.',
  'malignant.lead':
    'The probabilities of all malignant and pre-malignant classes are added up. From some sum on a lesion is called malignant. {malignant} images show a malignant or pre-malignant lesion, {benign} a benign one.',
  'malignant.oneKind': 'All images are of one kind, so nothing can be told apart here.',
  'malignant.areas.caption':
    'How well the sum tells malignant from benign: 1 is perfect, a ROC AUC of 0.5 is chance',
  'malignant.roc.caption':
    'ROC curve of the sum. Each point is a threshold; letters are those of the table below. The dashed line is chance.',
  'malignant.points.caption': 'What a threshold would give',
  'malignant.demand': 'Wanted',
  'malignant.demand.sensitivity': 'sensitivity of at least {share}',
  'malignant.demand.specificity': 'specificity of at least {share}',
  'malignant.threshold': 'Called malignant from',
  'malignant.never': 'never',
  'malignant.predictive':
    'The last two columns assume that {prevalence} of images show a malignant or pre-malignant lesion. Where fewer do, more alarms are false. Thresholds were chosen on these same images, so they look a little better here than they will elsewhere.',

  'separation.title': 'Each class against all others',
  'separation.lead':
    'How well each class’s own probability tells it from the rest, whichever threshold is taken.',
  'separation.roc.caption':
    'ROC curve of each class. The further to the upper left, the better; the dashed line is chance.',
  'separation.classes.caption': 'Each class against all others, with 95% intervals',
  'separation.sensitivityAt': 'Sensitivity at {specificity} specificity',
  'roc.x': 'False alarms (1 − specificity)',
  'roc.y': 'Sensitivity',
  'roc.alt': 'ROC curve; the area under it is {area}.',

  'honesty.title': 'Whether its probabilities are honest',
  'honesty.lead':
    'A probability is honest when answers given with 70% are right 70 times in 100. Temperature makes probabilities more or less sure and leaves the order of classes as it is.',
  'honesty.quality.caption': 'Smaller is better in every row; 95% intervals',
  'honesty.before': 'Before temperature (T = 1)',
  'honesty.after': 'After (T = {temperature})',
  'honesty.caption':
    'How often answers were right, by how sure the model was. On the diagonal it is as right as it is sure; below, it trusts itself too much. Larger dots stand for more answers, hollow dots for fewer than ten. Thin lines: 95% Wilson intervals.',
  'honesty.x': 'Highest probability of an answer',
  'honesty.y': 'Right answers',
  'honesty.alt':
    'Reliability diagram of {bins} bins. The largest gap: answers with a highest probability of {confidence} were right {accuracy} of the time.',
  'honesty.bins.caption': 'The same in figures',
  'honesty.bin': 'Highest probability',
  'honesty.confidence': 'Its mean',
  'honesty.right': 'Right answers',

  'selective.title': 'Whether it knows when not to answer',
  'selective.lead':
    'If only the surest answers are given and the others are left to a person, fewer of those given should be wrong.',
  'selective.area': 'Area under the curve: {area} (95% interval: {interval}). Smaller is better.',
  'selective.caption': 'Wrong answers among those given, by how many are given: the surest first',
  'selective.x': 'Images that are answered',
  'selective.y': 'Wrong answers among these',
  'selective.alt':
    'Risk–coverage curve. Of all answers {all} are wrong; of the surest {halfCoverage}, {half} are.',
  'selective.risks.caption': 'The same in figures',
  'selective.answered': 'Images answered',
  'selective.wrong': 'Wrong among these',
  'selective.threshold': 'Lowest probability answered',
  'selective.outliers':
    'Images unlike those the model was made for: {undecided} ({undecidedInterval}) score above the first limit, {unusable} ({unusableInterval}) above the second.',
  'selective.verdicts': 'What the model says of its own answers',
  'selective.verdicts.caption': 'Each verdict: how often it is given, and how often the answer is then right',
  'selective.verdict': 'Verdict',
  'verdict.clear': 'clear',
  'verdict.undecided': 'undecided',
  'verdict.unusable': 'unusable',

  'sets.title': 'Sets of plausible classes',
  'sets.lead':
    'Instead of one class the model can give all that are plausible. The true one should be among them for {asked} of images; it was for {got} ({interval}). A set holds {size} classes on average.',
  'sets.coverage.caption':
    'How often the set holds the true class. The upright line is what was asked for; dots and lines are what was got, with 95% Wilson intervals.',
  'sets.got': 'Got',
  'sets.below': 'less than was asked for',
  'sets.sizes.caption': 'How many classes the sets hold',
  'sets.size': 'Classes in the set',

  'calibration.title': 'What was calibrated',
  'calibration.lead':
    'What is stored was fitted on all images. What is reported here was measured {folds} times on a part of the images that the fit had not seen; lesions or patients were never split.',
  'calibration.temperature':
    'Temperature: {before} before, {after} now; without each part of the images it would be {low} to {high}.',
  'calibration.quality.caption':
    'Probabilities before and after, on images held out of the fit; smaller is better',
  'calibration.before': 'Before',
  'calibration.after': 'After',
  'calibration.coverage':
    'Sets of plausible classes were asked to hold the true class for {asked} of images. They held it for {covered} of {images}.',
  'calibration.sets.caption': 'Asked and got for each class, on images held out of the fit',
  'calibration.asked': 'Asked',
  'calibration.covered': 'Images',
  'calibration.smallest': 'In the set from',
  'calibration.own': 'Threshold',
  'calibration.own.yes': 'its own',
  'calibration.own.no': 'that of all classes',
  'calibration.outliers': 'Images unlike those of the fit',
  'calibration.outliers.caption':
    'Images that score above each limit, on images held out of the fit. Of genuine images few should; of pictures of the wrong sort as many as possible.',
  'calibration.outliers.of': 'Pictures',
  'calibration.outliers.genuine': 'Labelled images',
  'calibration.outliers.wrongSort': 'Pictures of the wrong sort',
  'calibration.outliers.undecided': 'Undecided: above the first limit',
  'calibration.outliers.unusable': 'Unusable: above the second',
  'calibration.wrongSort': 'What a reader is told of pictures of the wrong sort',
  'calibration.wrongSort.caption':
    'Verdicts of pictures that people send by mistake, each held out of the fit',
  'calibration.notFitted': 'What was left out, and why',
  'notFitted.temperature':
    'Temperature: no value fits these images best, since all answers are right or none is better than chance; {kept} is kept.',
  'notFitted.thresholds':
    'Sets of plausible classes: for a coverage of {asked} a class needs {needed} images to have a threshold of its own. That of all classes counts for those with fewer: {classes}.',
  'notFitted.class': '{name} (has {count})',
  'notFitted.embedding':
    'Unlike images: no detector, since the model gives no embedding, or the same for each image.',
  'notFitted.noWrongSort': 'Unlike images: no part for pictures of the wrong sort, since none were given.',
  'notFitted.fewWrongSort':
    'Unlike images: no part for pictures of the wrong sort, which needs at least {needed}; there are {count}.',

  'comparison.title': 'Compared with a second model',
  'comparison.first': 'First model',
  'comparison.second': 'Second model',
  'comparison.lead':
    'Both answered the same {images} images. Differences are the second minus the first. An interval that holds zero means that these images do not show which is better.',
  'comparison.figures.caption':
    'Both models and their differences, with 95% intervals on the same draws of images',
  'comparison.difference': 'Difference',
  'comparison.points': 'Difference in percentage points',
  'comparison.recalls.caption': 'Recall of each class',
  'comparison.rights.caption': 'Images by which of the two was right',
  'comparison.right': 'First right',
  'comparison.wrong': 'First wrong',
  'comparison.secondRight': 'Second right',
  'comparison.secondWrong': 'Second wrong',
  'comparison.mcnemar':
    'Only the first was right for {first} images, only the second for {second}. McNemar’s exact test: p {p}.',
  'comparison.differing': 'The two name different classes for {count} of {images} images.',
  'comparison.differing.caption':
    'Images that the two name differently, with the probability of what each said',
  'comparison.failed.caption': 'Files that the second model gives no answer for',

  'mistakes.title': 'The worst mistakes',
  'mistakes.leadMalignant':
    'Malignant and pre-malignant lesions that got a benign name. The {count} where the model was surest:',
  'mistakes.lead': 'Wrong answers. The {count} where the model was surest:',
  'mistakes.noneMalignant': 'No malignant or pre-malignant lesion got a benign name.',
  'mistakes.none': 'No answer is wrong.',
  'mistakes.captionMalignant':
    'Malignant and pre-malignant lesions that were given a benign name, the surest first',
  'mistakes.caption': 'Wrong answers, the surest first',
  'mistakes.probability': 'Its probability',
  'mistakes.malignant': 'Malignant and pre-malignant together',
  'mistakes.alt': 'The image {file}',
  'mistakes.is': 'is',
  'mistakes.named': 'was named',

  'model.title': 'The model and the run',
  'model.lead': 'Enough to make these figures again.',
  'model.id': 'Identifier',
  'model.revision': 'Revision',
  'model.digest': 'Weights, SHA-256',
  'model.temperature': 'Temperature',
  'model.views': 'Views of each image',
  'model.input': 'Input',
  'model.input.size': '{width} × {height} pixels',
  'model.engine': 'Engine',
  'model.precision': 'Precision',
  'model.caveats': 'What to know about this model',
  'model.run': 'The run',
  'model.command': 'Command',
  'model.date': 'Date',
  'model.bootstrap': 'Bootstrap',
  'model.bootstrap.value': '{draws} draws, seed {seed}',

  'methods.title': 'How the figures are made',
  'methods.notes': 'The intervals',
  'note.wilson.mark': 'W',
  'note.wilson':
    'Wilson’s 95% score interval of a share of images. It takes each image for independent, also where a lesion or patient has several.',
  'note.bootstrap.mark': 'B',
  'note.bootstrap':
    'Percentiles of {draws} draws with replacement of whole lesions or patients, so that images of one stay together. Drawn calibration errors lie above the images’ own on average: such an interval may lie above its value.',
  'methods.probabilities':
    'The network’s outputs (logits) are divided by the temperature and turned into probabilities that sum to 1 (softmax). The answer is the most probable class.',
  'methods.classes':
    'Balanced accuracy is the mean recall of the classes that have images. F1 is the harmonic mean of precision and recall; macro F1 is its mean over the classes. The ROC AUC is the chance that an image of a class scores above one of another class, ties counting half. A figure without images to define it is called “not defined”.',
  'methods.honesty':
    'The negative log-likelihood is the mean of −log p(true class). The Brier score is the summed squared error over all classes. The expected calibration error sorts answers into 15 bins by their highest probability and averages the gap between that probability and the share of right answers.',
  'methods.malignant':
    'Operating points are thresholds of the summed probability that keep one figure at least as high as is wanted and the other as high as can be. What a call is worth follows from sensitivity, specificity and the assumed share of malignant lesions by Bayes’ rule.',
  'methods.selective':
    'The risk–coverage curve orders answers by their highest probability. Its area is the mean share of wrong answers over all numbers of answers given.',
  'methods.calibration':
    'The temperature minimises the negative log-likelihood. A class is in the set when its probability reaches the class’s conformal threshold or that of all classes, whichever lets more in; the most probable class always is. Unlike images are found from what the network’s last layer reads.',
  'methods.comparison':
    'Differences are bootstrapped in pairs: in each of the {draws} draws both models have the same images. McNemar’s exact test asks whether images that only one of the two has right fall to one side more often than a fair coin would.',
  'methods.sources': 'Sources',
  colophon: 'Made by slc, the command line of Skin Lesion Classifier.',
} as const;

export type MessageKey = keyof typeof en;
