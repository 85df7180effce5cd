/** What the fields of the answers mean, by schema and path. The English texts are in the schemas. */
export const esFields: Readonly<Record<string, string>> = {
  Classification: 'La respuesta a una imagen.',
  'Classification.topClass':
    'La clase con la probabilidad más alta, por su identificador: véase `labels` en el manifiesto del modelo.',
  'Classification.predictions':
    'Todas las clases del modelo, la más probable primero; las probabilidades suman 1.',
  'Classification.predictions[].class':
    'El identificador de una de las clases del modelo: véase `labels` en su manifiesto.',
  'Classification.predictions[].probability': 'Calibrada: softmax(logits / temperatura).',
  'Classification.predictions[].logit': 'La salida de la propia red, antes de la temperatura y de softmax.',
  'Classification.malignantProbability':
    'La suma de las clases malignas y premalignas. Falta si las etiquetas del modelo no dicen cuáles son.',
  'Classification.temperature':
    'T en softmax(logits / T), con la que se calibran las probabilidades del modelo.',
  'Classification.model': 'Nombra el modelo que responde.',
  'Classification.engine': 'Lo que ejecutó la red, como `onnx`.',
  'Classification.image': 'Lo que se analizó.',
  'Classification.image.format': 'Según los primeros bytes del archivo.',
  'Classification.image.width': 'En píxeles, tras descodificar y antes de aplicar la orientación EXIF.',
  'Classification.image.height': 'En píxeles, como la anchura.',
  'Classification.timingsMs': 'En qué se empleó el tiempo dentro del worker, en milisegundos.',
  'Classification.timingsMs.queue': 'Esperando su turno.',
  'Classification.timingsMs.decode': 'Desde el archivo hasta la entrada de la red.',
  'Classification.timingsMs.inference': 'En la red, en un lote con otras imágenes.',
  'Classification.timingsMs.total': 'Desde su admisión hasta su respuesta.',
  'Classification.notice': 'Muéstrelo siempre que muestre la respuesta.',

  Assessment: 'Hasta qué punto puede creerse la respuesta. Muéstrelo siempre que muestre la respuesta.',
  'Assessment.verdict':
    '`clear`: una clase destaca, y nada de lo medido habla en contra de la respuesta, que aun así puede ser errónea. `undecided`: más de una clase es plausible, las vistas no coinciden o la imagen no se parece a aquellas para las que se hizo el modelo. `unusable`: la imagen no puede juzgarse, y los números no significan nada. Cómo resultaron los límites con imágenes que no se usaron para ajustarlos: `predictionSet.heldOut` y `outliers.heldOut` en el manifiesto del modelo.',
  'Assessment.reasons': 'Todo lo que habla en contra de la respuesta; vacío en una respuesta clara.',
  'Assessment.predictionSet':
    'Las clases plausibles, la más probable primero. `null` en un modelo sin conjuntos de predicción medidos.',
  'Assessment.predictionSet.classes': 'Los identificadores de las clases plausibles.',
  'Assessment.predictionSet.coverage':
    'La proporción de imágenes cuyo conjunto debería contener la clase verdadera.',
  'Assessment.outlier':
    'Cuánto se diferencia la imagen de aquellas para las que se hizo el modelo. `null` en un modelo sin límites medidos.',
  'Assessment.outlier.score':
    'Mayor que 1 en una de cada veinte de las imágenes para las que se hizo el modelo.',
  'Assessment.outlier.unusableFrom': 'Por encima, el modelo no puede juzgar la imagen.',
  'Assessment.quality':
    'Lo que se midió de la imagen, en la región que ve el modelo. Vacío en un modelo para cuyas imágenes no sirven estos límites.',
  'Assessment.quality[].code': 'Qué se midió.',
  'Assessment.quality[].value': 'El valor de esta imagen.',
  'Assessment.quality[].limit': 'El límite con el que se comparó.',
  'Assessment.views': 'Las vistas de la imagen que vio la red. `null` si fue una sola.',
  'Assessment.views.count': 'Cuántas vistas hubo.',
  'Assessment.views.agreeing': 'Cuántas de ellas tienen la clase principal de la respuesta.',

  Explanation:
    'De qué parte de la imagen procede la respuesta, con una comprobación de si es así. Falta si no se pidió.',
  'Explanation.method': 'El método que se pidió.',
  'Explanation.class': 'La clase que se explica: la principal.',
  'Explanation.height': 'Filas del mapa.',
  'Explanation.width': 'Columnas del mapa.',
  'Explanation.values':
    'Alto por ancho números, fila a fila, del cuadrado que vio el modelo. El mayor es 1; todos son 0 si el mapa no muestra nada.',
  'Explanation.check':
    'Cuánto baja la probabilidad de la clase cuando una parte de la imagen se sustituye por su color medio.',
  'Explanation.check.drop': 'Sin la quinta parte de la imagen donde el mapa es más intenso.',
  'Explanation.check.randomDrop': 'Sin quintas partes al azar de la misma forma, en promedio.',
  'Explanation.check.holds':
    'Si `drop` supera a `randomDrop` en más de 0,05. Si no, el mapa no muestra en qué se apoya la respuesta.',

  ModelRef: 'Nombra el modelo que responde.',
  'ModelRef.id': 'El nombre con el que los ajustes y las órdenes se refieren al modelo.',
  'ModelRef.revision': 'Una versión de los pesos, o el commit del que proceden.',
  'ModelRef.sha256': 'Resumen hexadecimal de los pesos: del archivo, o de todos si son varios.',
  'ModelRef.standIn': 'Verdadero si responde un sustituto, como el modelo compacto.',
  'ModelRef.precision':
    'Los números con los que se calcula la red. Con `int8` los logits difieren un poco de los de `float32`; cuánto cambia eso las respuestas se midió: `precisions.int8.loss` en el manifiesto del modelo.',
  'ModelRef.guessed':
    'Lo que se ha supuesto del modelo: si una suposición es errónea, las respuestas lo son. `classes`: qué clase representa cada salida. `scaling`: cómo se escalan los píxeles o se preparan de otro modo. Falta si no se supuso nada. Muéstrelo siempre que muestre la respuesta.',

  Problem: 'Un error, según RFC 9457.',
  'Problem.type': 'Los códigos no tienen páginas propias.',
  'Problem.title': 'El error en general, para una persona.',
  'Problem.status': 'El estado HTTP.',
  'Problem.detail': 'Qué se esperaba, qué llegó y dónde, para una persona.',
  'Problem.code': 'El error, para programas.',
  'Problem.instance': 'La ruta que se pidió.',

  FhirBundle: 'La respuesta a una imagen, según FHIR R4.',
  'FhirBundle.resourceType': 'Qué es.',
  'FhirBundle.type': '`transaction` si se pidió `bundle=transaction`.',
  'FhirBundle.timestamp': 'Cuándo se hizo la respuesta.',
  'FhirBundle.entry':
    'El modelo, la imagen por su resumen, la ficha del modelo, la respuesta, el informe y cómo se hizo.',
  'FhirBundle.entry[].fullUrl': 'Por la que los demás se refieren a él.',
  'FhirBundle.entry[].resource': 'Un recurso, como lo describe https://hl7.org/fhir/R4.',
  'FhirBundle.entry[].resource.resourceType': 'Por ejemplo `Observation`.',

  OperationOutcome: 'Un error, según FHIR R4.',
  'OperationOutcome.resourceType': 'Qué es.',
  'OperationOutcome.issue': 'Un error.',
  'OperationOutcome.issue[].severity': 'Su gravedad.',
  'OperationOutcome.issue[].code': 'La clase de error, según la lista de FHIR.',
  'OperationOutcome.issue[].details': 'El error, para programas.',
  'OperationOutcome.issue[].details.coding': 'Un código.',
  'OperationOutcome.issue[].details.coding[].code': 'El `code` de un Problem.',
  'OperationOutcome.issue[].details.text': 'El error en general, para una persona.',
  'OperationOutcome.issue[].diagnostics': 'Qué se esperaba, qué llegó y dónde, para una persona.',

  ModelInfo: 'El modelo y su estado.',
  'ModelInfo.model': 'El modelo que responde. `null` mientras no lo haga ninguno.',
  'ModelInfo.engine': 'Lo que ejecuta su red. `null` mientras no responda ninguno.',
  'ModelInfo.manifest':
    'Del modelo que responde o, mientras no responda ninguno, del configurado. `null` si no pudo leerse.',

  ModelState: 'Si se clasifican imágenes y, si no, por qué.',
  'ModelState.phase': '`ready`: se clasifican imágenes, con el modelo o con un sustituto.',
  'ModelState.reason': 'Una frase para una persona. Con `ready`: lo que además sigue en curso, o vacía.',
  'ModelState.bytesDone': 'Cuántos bytes del archivo del modelo se han descargado.',
  'ModelState.bytesTotal': 'El tamaño de ese archivo.',

  Liveness: 'Si la pasarela responde.',
  'Liveness.alive': 'La pasarela responde.',

  Readiness: 'Si ahora mismo se clasifican imágenes.',
  'Readiness.reason': 'Una frase para una persona, como en `state`.',
};
