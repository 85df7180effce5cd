import type { MessageKey } from './en.js';

/** What a report says, in Spanish. */
export const es: Readonly<Record<MessageKey, string>> = {
  'site.name': 'Clasificador de lesiones cutáneas',
  'title.evaluation': 'Informe de evaluación',
  'title.calibration': 'Informe de calibración',
  'title.comparison': 'Comparación de dos modelos',
  'title.lead': '{images} imágenes etiquetadas de {source}, {date}',
  'title.against': 'comparado con {name}',
  notice:
    'Ayuda para la investigación y la enseñanza. No es un producto sanitario. No diagnostica, y nada en este informe dice que pueda usarse para tomar decisiones sobre un paciente.',
  'notice.scope':
    'Las cifras valen para imágenes como las medidas aquí: el mismo tipo de personas, pieles, cámaras y clínicas. En otro sitio pueden ser mucho peores.',
  standIn:
    'Este es el modelo compacto. Es un sustituto pequeño para la enseñanza y las pruebas, menos exacto que un modelo completo.',
  'guessed.both':
    'A qué clase corresponde cada salida de este modelo y cómo se escalan los píxeles para él son suposiciones. Si una es falsa, estas cifras son las de otro modelo.',
  'guessed.classes':
    'A qué clase corresponde cada salida de este modelo es una suposición. Si es falsa, estas cifras son las de otro modelo.',
  'guessed.scaling':
    'Cómo se escalan los píxeles para este modelo es una suposición. Si es falsa, estas cifras son las de otro modelo.',
  contents: 'Índice',
  'contents.skip': 'Ir al informe',
  'label.figure': 'Figura {number}',
  'label.table': 'Tabla {number}',
  notDefined: 'no definido',
  interval: 'de {low} a {high}',
  interval95: 'Intervalo del 95 %',
  range: 'de {from} a {to}',
  of: '{part} de {whole}',
  points: '{value} puntos',
  more: 'Y {count} más, que están en el JSON de la orden.',
  class: 'Clase',
  allClasses: 'Todas las clases',
  imagesColumn: 'Imágenes',
  answersColumn: 'Respuestas',
  file: 'Archivo',
  truth: 'Clase verdadera',
  answer: 'El modelo dijo',
  figure: 'Medida',
  value: 'Valor (intervalo del 95 %)',
  method: 'Intervalo',
  'method.wilson': 'Wilson',
  'method.bootstrap': 'bootstrap por lesiones o pacientes',
  drawn: 'Dibujada',
  'fault.message': 'Qué ocurre',
  'malignancy.malignant': 'maligna',
  'malignancy.pre-malignant': 'premaligna',
  'malignancy.benign': 'benigna',

  'figure.accuracy': 'Exactitud',
  'figure.balancedAccuracy': 'Exactitud equilibrada (sensibilidad media de las clases)',
  'figure.macroF1': 'F1 macro',
  'figure.recall': 'Sensibilidad',
  'figure.precision': 'Precisión',
  'figure.f1': 'F1',
  'figure.rocAuc': 'ROC AUC',
  'figure.malignantRocAuc': 'ROC AUC, maligna o no',
  'figure.averagePrecision': 'Precisión media',
  'figure.sensitivity': 'Sensibilidad',
  'figure.specificity': 'Especificidad',
  'figure.ppv': 'Maligna si la llama así',
  'figure.npv': 'Benigna si la llama así',
  'figure.nll': 'Log-verosimilitud negativa (nats)',
  'figure.brier': 'Puntuación de Brier',
  'figure.ece': 'Error de calibración esperado (ECE)',
  'figure.adaptiveEce': 'ECE con intervalos de igual número',
  'figure.classwiseEce': 'ECE de cada clase, media',

  'summary.title': 'En pocas palabras',
  'summary.grid':
    'De cada 100 en imágenes como estas, el modelo reconoce {named} (intervalo del 95 %: de {low} a {high}).',
  'summary.grid.counts': 'Contadas: {right} de {images} imágenes.',
  'summary.grid.hit': '{count}: {class}',
  'summary.grid.near': '{count}: otro nombre maligno o premaligno',
  'summary.grid.miss': '{count}: un nombre benigno',
  'summary.accuracy':
    'El modelo acertó la clase de {right} de {images} imágenes ({share}; intervalo del 95 %: {interval}). Si cada clase cuenta lo mismo, por rara que sea, acierta el {balanced}.',
  'summary.noKinds':
    'No todas las clases del modelo dicen si son malignas, así que aquí no se dice nada sobre malignas o no.',
  'summary.noMalignant':
    'Ninguna imagen muestra una lesión maligna o premaligna: no se sabe cuántas de ellas no reconoce.',
  'summary.missed': 'Dio un nombre benigno a {missed} de {malignant} lesiones malignas o premalignas.',
  'summary.alarms': 'Dio un nombre maligno o premaligno a {alarms} de {benign} lesiones benignas.',
  'summary.honesty':
    'Sus probabilidades se desvían de media {points} puntos porcentuales. Es una media: una respuesta concreta puede desviarse mucho, y puede ser segura y equivocada.',
  'summary.calibrated':
    'El modelo se calibró con estas imágenes. Todas las cifras se midieron en imágenes que el ajuste no había visto.',
  'summary.sets':
    'El conjunto de clases plausibles debía contener la verdadera en el {asked} de las imágenes; la contuvo en el {got}.',
  'summary.comparison':
    'Con las mismas imágenes, «{name}» acierta el {second} y este modelo el {first}: una diferencia de {difference} puntos porcentuales (intervalo del 95 %: {interval}).',
  'summary.comparison.unclear': 'Por tanto, estas imágenes no muestran cuál de los dos acierta más.',
  'summary.comparison.clear': 'Es más de lo que explica el azar en estas imágenes.',
  'summary.seen':
    'El modelo se calibró con estas mismas imágenes. Sus probabilidades, sus conjuntos de clases plausibles y lo que dice de imágenes distintas parecen aquí mejores de lo que son en otro sitio.',
  'summary.seen.second':
    'El segundo modelo se calibró con estas mismas imágenes. Sus probabilidades parecen aquí mejores de lo que son en otro sitio.',
  'summary.shard':
    'Estas cifras son solo de la parte {number} de {of} de las imágenes. Otra parte, o todas juntas, da otras.',
  'summary.few': 'Había menos de {most} imágenes de: {classes}. Las cifras de estas clases dicen poco.',
  'summary.absent': 'No había ninguna imagen de: {classes}.',
  'summary.failedOne':
    'No se pudo usar una imagen, porque su archivo falta o está dañado; la sección 1 la nombra.',
  'summary.failed':
    'No se pudieron usar {count} imágenes, porque sus archivos faltan o están dañados; la sección 1 las enumera.',

  'images.title': 'Las imágenes',
  'images.lead': 'Con qué se midió, y qué no se usó.',
  'images.source': 'Tabla o carpeta',
  'images.used': 'Imágenes medidas',
  'images.groups': 'Lesiones o pacientes',
  'images.groups.own': 'cada imagen cuenta como uno propio',
  'images.failed': 'Faltan o están dañadas',
  'images.leftOut': 'Excluidas por otro motivo',
  'images.share': 'Proporción',
  'images.classes.caption': 'Imágenes de cada clase',
  'images.failed.caption': 'Archivos que faltan o están dañados',
  'images.leftOut.caption': 'Filas y archivos excluidos',
  'images.leftOut.count': 'Filas',
  'images.reason': 'Motivo',
  'leftOut.missing': 'no se encuentra la imagen',
  'leftOut.other-class': 'su clase no es ninguna del modelo',
  'leftOut.no-class': 'no tiene clase, o tiene más de una',
  'leftOut.duplicate': 'una fila anterior nombra el mismo archivo',
  'leftOut.contradiction': 'varias filas dan al mismo archivo clases distintas',
  'leftOut.not-an-image': 'no es una imagen',

  'answers.title': 'Con qué frecuencia acierta el modelo',
  'answers.lead':
    'Una respuesta es correcta si la clase más probable es la verdadera. Sensibilidad: de las imágenes de una clase, la parte a la que se da ese nombre. Precisión: de las respuestas que nombran una clase, la parte correcta.',
  'answers.headline.caption': 'En todas las clases',
  'answers.recall.caption':
    'Sensibilidad de cada clase. La línea es el intervalo del 95 %: cuantas menos imágenes, más larga.',
  'answers.classes.caption': 'Cada clase en cifras, con intervalos del 95 %',

  'confusion.title': 'Qué dice el modelo en su lugar',
  'confusion.caption':
    'Filas: la clase verdadera. Columnas: lo que dijo el modelo. Bajo cada recuento, su parte de la fila; más oscuro, mayor parte.',
  'confusion.total': 'Todas',
  'confusion.list.caption': 'Las respuestas equivocadas más frecuentes',
  'confusion.share': 'Parte de la clase',

  'malignant.title': 'Maligna o no',
  'malignant.unknown':
    'No todas las clases del modelo dicen si son malignas, así que estas medidas no están definidas.',
  'malignant.lead':
    'Se suman las probabilidades de todas las clases malignas y premalignas. A partir de cierta suma, la lesión se llama maligna. {malignant} imágenes muestran una lesión maligna o premaligna, {benign} una benigna.',
  'malignant.oneKind': 'Todas las imágenes son del mismo tipo, así que aquí no hay nada que distinguir.',
  'malignant.areas.caption':
    'Cómo de bien distingue la suma lo maligno de lo benigno: 1 es perfecto, un ROC AUC de 0,5 es el azar',
  'malignant.roc.caption':
    'Curva ROC de la suma. Cada punto es un umbral; las letras son las de la tabla de abajo. La línea discontinua es el azar.',
  'malignant.points.caption': 'Qué daría un umbral',
  'malignant.demand': 'Se pide',
  'malignant.demand.sensitivity': 'sensibilidad de al menos el {share}',
  'malignant.demand.specificity': 'especificidad de al menos el {share}',
  'malignant.threshold': 'Se llama maligna desde',
  'malignant.never': 'nunca',
  'malignant.predictive':
    'Las dos últimas columnas suponen que el {prevalence} de las imágenes muestra una lesión maligna o premaligna. Donde sean menos, más alarmas serán falsas. Los umbrales se eligieron con estas mismas imágenes, así que aquí parecen algo mejores de lo que serán en otro sitio.',

  'separation.title': 'Cada clase frente a todas las demás',
  'separation.lead': 'Cómo de bien distingue a cada clase su propia probabilidad, sea cual sea el umbral.',
  'separation.roc.caption':
    'Curva ROC de cada clase. Cuanto más arriba a la izquierda, mejor; la línea discontinua es el azar.',
  'separation.classes.caption': 'Cada clase frente a todas las demás, con intervalos del 95 %',
  'separation.sensitivityAt': 'Sensibilidad con especificidad del {specificity}',
  'roc.x': 'Falsas alarmas (1 − especificidad)',
  'roc.y': 'Sensibilidad',
  'roc.alt': 'Curva ROC; el área bajo ella es {area}.',

  'honesty.title': 'Si sus probabilidades son honestas',
  'honesty.lead':
    'Una probabilidad es honesta si las respuestas dadas con un 70 % aciertan 70 veces de cada 100. La temperatura hace las probabilidades más o menos seguras, y deja el orden de las clases como está.',
  'honesty.quality.caption': 'En cada fila, cuanto menor, mejor; intervalos del 95 %',
  'honesty.before': 'Antes de la temperatura (T = 1)',
  'honesty.after': 'Después (T = {temperature})',
  'honesty.caption':
    'Con qué frecuencia acertaron las respuestas, según lo seguro que estaba el modelo. En la diagonal acierta tanto como se fía; por debajo, se fía demasiado de sí mismo. Cuanto mayor es un punto, más respuestas representa; los huecos, menos de diez. Líneas finas: intervalos de Wilson del 95 %.',
  'honesty.x': 'Probabilidad más alta de una respuesta',
  'honesty.y': 'Respuestas correctas',
  'honesty.alt':
    'Diagrama de fiabilidad de {bins} intervalos. La mayor diferencia: las respuestas con una probabilidad máxima del {confidence} acertaron el {accuracy} de las veces.',
  'honesty.bins.caption': 'Lo mismo en cifras',
  'honesty.bin': 'Probabilidad más alta',
  'honesty.confidence': 'Su media',
  'honesty.right': 'Respuestas correctas',

  'selective.title': 'Si sabe cuándo no debe responder',
  'selective.lead':
    'Si solo se dan las respuestas más seguras y las demás se dejan a una persona, de las que se dan deberían ser menos las equivocadas.',
  'selective.area': 'Área bajo la curva: {area} (intervalo del 95 %: {interval}). Cuanto menor, mejor.',
  'selective.caption':
    'Respuestas equivocadas entre las dadas, según cuántas se dan: primero las más seguras',
  'selective.x': 'Imágenes respondidas',
  'selective.y': 'Equivocadas entre ellas',
  'selective.alt':
    'Curva de riesgo y cobertura. De todas las respuestas, el {all} son equivocadas; del {halfCoverage} más seguro, el {half}.',
  'selective.risks.caption': 'Lo mismo en cifras',
  'selective.answered': 'Imágenes respondidas',
  'selective.wrong': 'Equivocadas entre ellas',
  'selective.threshold': 'Probabilidad más baja respondida',
  'selective.outliers':
    'Imágenes distintas de aquellas para las que se hizo el modelo: el {undecided} ({undecidedInterval}) supera el primer límite, el {unusable} ({unusableInterval}) el segundo.',
  'selective.verdicts': 'Qué dice el modelo de sus propias respuestas',
  'selective.verdicts.caption':
    'Cada veredicto: con qué frecuencia se da, y con qué frecuencia es entonces correcta la respuesta',
  'selective.verdict': 'Veredicto',
  'verdict.clear': 'claro',
  'verdict.undecided': 'indeciso',
  'verdict.unusable': 'no utilizable',

  'sets.title': 'Conjuntos de clases plausibles',
  'sets.lead':
    'En vez de una clase, el modelo puede dar todas las plausibles. La verdadera debería estar entre ellas en el {asked} de las imágenes; lo estuvo en el {got} ({interval}). Un conjunto tiene de media {size} clases.',
  'sets.coverage.caption':
    'Con qué frecuencia contiene el conjunto la clase verdadera. La línea vertical es lo que se pidió; los puntos y las líneas son lo obtenido, con intervalos de Wilson del 95 %.',
  'sets.got': 'Obtenido',
  'sets.below': 'menos de lo que se pidió',
  'sets.sizes.caption': 'Cuántas clases tienen los conjuntos',
  'sets.size': 'Clases del conjunto',

  'calibration.title': 'Qué se calibró',
  'calibration.lead':
    'Lo que se guarda se ajustó con todas las imágenes. Lo que se informa aquí se midió {folds} veces en una parte de las imágenes que el ajuste no había visto; ninguna lesión ni paciente se dividió.',
  'calibration.temperature':
    'Temperatura: {before} antes, {after} ahora; sin cada una de las partes de las imágenes sería de {low} a {high}.',
  'calibration.quality.caption':
    'Las probabilidades antes y después, en imágenes fuera del ajuste; cuanto menor, mejor',
  'calibration.before': 'Antes',
  'calibration.after': 'Después',
  'calibration.coverage':
    'Se pidió que los conjuntos de clases plausibles contuvieran la verdadera en el {asked} de las imágenes. La contuvieron en {covered} de {images}.',
  'calibration.sets.caption': 'Lo pedido y lo obtenido en cada clase, en imágenes fuera del ajuste',
  'calibration.asked': 'Pedido',
  'calibration.covered': 'Imágenes',
  'calibration.smallest': 'En el conjunto desde',
  'calibration.own': 'Umbral',
  'calibration.own.yes': 'propio',
  'calibration.own.no': 'el de todas las clases',
  'calibration.outliers': 'Imágenes distintas de las del ajuste',
  'calibration.outliers.caption':
    'Imágenes que superan cada límite, fuera del ajuste. De las imágenes auténticas deberían ser pocas; de las fotografías de otro tipo, tantas como sea posible.',
  'calibration.outliers.of': 'Imágenes',
  'calibration.outliers.genuine': 'Las etiquetadas',
  'calibration.outliers.wrongSort': 'Las de otro tipo',
  'calibration.outliers.undecided': 'Indecisas: sobre el primer límite',
  'calibration.outliers.unusable': 'No utilizables: sobre el segundo',
  'calibration.wrongSort': 'Qué se dice de imágenes de otro tipo',
  'calibration.wrongSort.caption':
    'Veredictos de imágenes que se envían por error, cada una fuera del ajuste',
  'calibration.notFitted': 'Qué se dejó fuera, y por qué',
  'notFitted.temperature':
    'Temperatura: ningún valor se ajusta mejor a estas imágenes, porque todas las respuestas son correctas o ninguna mejora el azar; se conserva {kept}.',
  'notFitted.thresholds':
    'Conjuntos de clases plausibles: para una cobertura de {asked}, una clase necesita {needed} imágenes para tener un umbral propio. El de todas las clases vale para las que tienen menos: {classes}.',
  'notFitted.class': '{name} (tiene {count})',
  'notFitted.embedding':
    'Imágenes distintas: sin detector, porque el modelo no da ninguna representación interna, o da la misma para cada imagen.',
  'notFitted.noWrongSort':
    'Imágenes distintas: sin la parte para fotografías de otro tipo, porque no se dio ninguna.',
  'notFitted.fewWrongSort':
    'Imágenes distintas: sin la parte para fotografías de otro tipo, que necesita al menos {needed}; hay {count}.',

  'comparison.title': 'Comparado con un segundo modelo',
  'comparison.first': 'Primer modelo',
  'comparison.second': 'Segundo modelo',
  'comparison.lead':
    'Los dos respondieron a las mismas {images} imágenes. Las diferencias son el segundo menos el primero. Un intervalo que contiene el cero significa que estas imágenes no muestran cuál es mejor.',
  'comparison.figures.caption':
    'Los dos modelos y sus diferencias, con intervalos del 95 % sobre los mismos sorteos de imágenes',
  'comparison.difference': 'Diferencia',
  'comparison.points': 'Diferencia en puntos porcentuales',
  'comparison.recalls.caption': 'Sensibilidad de cada clase',
  'comparison.rights.caption': 'Imágenes según cuál de los dos acertó',
  'comparison.right': 'El primero acierta',
  'comparison.wrong': 'El primero se equivoca',
  'comparison.secondRight': 'El segundo acierta',
  'comparison.secondWrong': 'El segundo se equivoca',
  'comparison.mcnemar':
    'Solo el primero acertó en {first} imágenes, solo el segundo en {second}. Prueba exacta de McNemar: p {p}.',
  'comparison.differing': 'Los dos dan clases distintas a {count} de {images} imágenes.',
  'comparison.differing.caption':
    'Imágenes a las que los dos dan nombres distintos, con la probabilidad de lo que dijo cada uno',
  'comparison.failed.caption': 'Archivos sin respuesta del segundo modelo',

  'mistakes.title': 'Los peores errores',
  'mistakes.leadMalignant':
    'Lesiones malignas y premalignas que recibieron un nombre benigno. Las {count} en las que el modelo estaba más seguro:',
  'mistakes.lead': 'Respuestas equivocadas. Las {count} en las que el modelo estaba más seguro:',
  'mistakes.noneMalignant': 'Ninguna lesión maligna o premaligna recibió un nombre benigno.',
  'mistakes.none': 'Ninguna respuesta es equivocada.',
  'mistakes.captionMalignant':
    'Lesiones malignas y premalignas a las que se dio un nombre benigno, primero las más seguras',
  'mistakes.caption': 'Respuestas equivocadas, primero las más seguras',
  'mistakes.probability': 'Su probabilidad',
  'mistakes.malignant': 'Malignas y premalignas juntas',
  'mistakes.alt': 'La imagen {file}',
  'mistakes.is': 'es',
  'mistakes.named': 'recibió el nombre',

  'model.title': 'El modelo y la ejecución',
  'model.lead': 'Lo necesario para volver a obtener estas cifras.',
  'model.id': 'Identificador',
  'model.revision': 'Revisión',
  'model.digest': 'Pesos, SHA-256',
  'model.temperature': 'Temperatura',
  'model.views': 'Vistas de cada imagen',
  'model.input': 'Entrada',
  'model.input.size': '{width} × {height} píxeles',
  'model.engine': 'Motor',
  'model.precision': 'Precisión numérica',
  'model.caveats': 'Lo que hay que saber de este modelo',
  'model.run': 'La ejecución',
  'model.command': 'Orden',
  'model.date': 'Fecha',
  'model.bootstrap': 'Bootstrap',
  'model.bootstrap.value': '{draws} sorteos, semilla {seed}',

  'methods.title': 'Cómo se obtienen las cifras',
  'methods.notes': 'Los intervalos',
  'note.wilson.mark': 'W',
  'note.wilson':
    'Intervalo de Wilson del 95 % de una proporción de imágenes. Toma cada imagen por independiente, también cuando una lesión o un paciente tiene varias.',
  'note.bootstrap.mark': 'B',
  'note.bootstrap':
    'Percentiles de {draws} sorteos con reemplazo de lesiones o pacientes enteros, de modo que sus imágenes van juntas. Los errores de calibración sorteados son de media mayores que el de las propias imágenes: ese intervalo puede quedar por encima de su valor.',
  'methods.probabilities':
    'Las salidas de la red (logits) se dividen por la temperatura y se convierten en probabilidades que suman 1 (softmax). La respuesta es la clase más probable.',
  'methods.classes':
    'La exactitud equilibrada es la sensibilidad media de las clases con imágenes. F1 es la media armónica de precisión y sensibilidad; F1 macro, su media en las clases. El ROC AUC es la probabilidad de que una imagen de la clase puntúe más que una de otra, y los empates cuentan la mitad. Una medida sin imágenes que la definan aparece como «no definido».',
  'methods.honesty':
    'La log-verosimilitud negativa es la media de −log p(clase verdadera). La puntuación de Brier es la suma de los errores al cuadrado de todas las clases. El error de calibración esperado reparte las respuestas en 15 intervalos según su probabilidad más alta y promedia la diferencia entre esa probabilidad y la parte correcta.',
  'methods.malignant':
    'Los puntos de operación son umbrales de la probabilidad sumada que mantienen una medida al menos tan alta como se pide y la otra tan alta como se puede. Lo que vale cada nombre se sigue de la sensibilidad, la especificidad y la parte supuesta de lesiones malignas por la regla de Bayes.',
  'methods.selective':
    'La curva de riesgo y cobertura ordena las respuestas por su probabilidad más alta. Su área es la parte media de respuestas equivocadas sobre todos los números de respuestas dadas.',
  'methods.calibration':
    'La temperatura minimiza la log-verosimilitud negativa. Una clase está en el conjunto si su probabilidad alcanza el umbral conforme de la clase o el de todas, el que deje entrar más; la más probable está siempre. Las imágenes distintas se encuentran por lo que lee la última capa de la red.',
  'methods.comparison':
    'Las diferencias se sortean por parejas: en cada uno de los {draws} sorteos, los dos modelos tienen las mismas imágenes. La prueba exacta de McNemar pregunta si las imágenes en las que solo uno acierta caen de un lado más de lo que caería una moneda.',
  'methods.sources': 'Fuentes',
  colophon: 'Hecho por slc, la línea de órdenes del Clasificador de lesiones cutáneas.',
};
