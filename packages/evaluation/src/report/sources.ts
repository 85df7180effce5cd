/** Where the figures come from. Titles are not translated. */
export const SOURCES: readonly string[] = [
  'Wilson. Probable inference, the law of succession, and statistical inference. Journal of the American Statistical Association, 1927.',
  'Efron, Tibshirani. An Introduction to the Bootstrap. Chapman & Hall, 1993.',
  'Hanley, McNeil. The meaning and use of the area under a receiver operating characteristic (ROC) curve. Radiology, 1982.',
  'Brier. Verification of forecasts expressed in terms of probability. Monthly Weather Review, 1950.',
  'Guo, Pleiss, Sun, Weinberger. On Calibration of Modern Neural Networks. ICML, 2017.',
  'Nixon, Dusenberry, Zhang, Jerfel, Tran. Measuring Calibration in Deep Learning. CVPR Workshops, 2019.',
  'Kull, Perello-Nieto, Kängsepp, Silva Filho, Song, Flach. Beyond temperature scaling. NeurIPS, 2019.',
  'Geifman, El-Yaniv. Selective Classification for Deep Neural Networks. NeurIPS, 2017.',
  'Sadinle, Lei, Wasserman. Least Ambiguous Set-Valued Classifiers With Bounded Error Levels. Journal of the American Statistical Association, 2019.',
  'Vovk. Conditional validity of inductive conformal predictors. ACML, 2012.',
  'McNemar. Note on the sampling error of the difference between correlated proportions or percentages. Psychometrika, 1947.',
];
