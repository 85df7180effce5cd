import type { ErrorCode } from '@slc/domain';
import type { enApi } from './en-api.js';

export const esApi: Readonly<
  Record<keyof typeof enApi | `problem.${ErrorCode}.${'cause' | 'remedy'}`, string>
> = {
  'api.title': 'API',
  'api.lead':
    'Envíe una imagen desde su propio programa y reciba la misma respuesta que en la página, como JSON. Ayuda para la investigación y la enseñanza, no es un producto sanitario.',
  'api.openapi': 'Para programas: OpenAPI 3.1',
  'api.contents': 'En esta página',
  'api.copy': 'Copiar',
  'api.copied': 'Copiado',
  'api.selected': 'Seleccionado: pulse Ctrl+C o ⌘C',

  'api.examples': 'Para empezar',
  'api.example.image': 'Una imagen para empezar',
  'api.example.image.how':
    'Un dibujo, no un paciente. Los ejemplos siguientes envían el archivo `lesion.jpg`: también sirve una imagen suya.',
  'api.example.curl': 'curl',
  'api.example.curl.how': 'La imagen es el campo `image` de un formulario.',
  'api.example.bytes': 'curl, con un mapa',
  'api.example.bytes.how':
    'También valen los bytes solos. Con `explain` la respuesta dice además de qué parte de la imagen procede, y si eso se confirmó.',
  'api.example.fhir': 'curl, como FHIR',
  'api.example.fhir.how':
    'Para programas que hablan FHIR R4: un «bundle» con la respuesta como Observation y como DiagnosticReport, ambos preliminares y sin paciente. Con `?bundle=transaction`, un servidor FHIR lo guarda tal cual.',
  'api.example.dicom': 'curl, como informe DICOM',
  'api.example.dicom.how':
    'Solo para una imagen que es un archivo DICOM: un informe estructurado en su estudio, preliminar y sin verificar. Nombra la imagen y toma de ella los datos del paciente.',
  'api.example.python': 'Python',
  'api.example.python.how':
    'Guárdelo como `classify.py` y ejecute `python3 classify.py`. No necesita nada más.',
  'api.example.javascript': 'JavaScript',
  'api.example.javascript.how':
    'Guárdelo como `classify.mjs` y ejecute `node classify.mjs` (Node 20 o posterior). Las páginas de otros orígenes pueden llamar a la API si `CORS_ORIGINS` los nombra.',
  'api.example.stubs': 'gRPC: clases a partir del contrato',
  'api.example.stubs.how':
    'Para muchas imágenes, gRPC va directamente al worker, que tiene su propia dirección. Esta pasarela lo alcanza en `{worker}`; desde su equipo puede tener otro nombre o no estar abierto. Después de `pip install grpcio grpcio-tools`:',
  'api.example.grpc': 'gRPC: el programa',
  'api.example.grpc.how':
    'Guárdelo como `classify_grpc.py` junto a ellas. Un worker con TLS pide `grpc.secure_channel`; uno con token lo pide como metadato, `authorization`, tras la palabra `Bearer`.',

  'api.protocol': 'Open Inference Protocol',
  'api.protocol.lead':
    'Los clientes de KServe y Triton llaman al mismo modelo bajo `/v2`, con varias imágenes a la vez. El modelo que nombra la dirección recibe archivos de imagen codificados como `image`; con `-pixels` tras su nombre recibe píxeles RGB del tamaño propio del modelo como `pixels`.',
  'api.protocol.link': 'El protocolo',
  'api.protocol.limits':
    'Una petición tiene como máximo {limit}, con tantas imágenes como plazas tiene la cola del worker; una imagen que no puede leerse hace fallar a todas. En JSON, las imágenes son textos en base64. Los errores son `{"error": …}` con el estado de la tabla de abajo.',
  'api.example.infer': 'curl, una imagen',
  'api.example.infer.how':
    'Con una cabecera de longitud 0, el cuerpo es la propia imagen. La respuesta es JSON; `GET /v2/models` seguido del nombre del modelo dice cuáles son sus salidas.',
  'api.example.triton': 'Python, con el cliente de Triton',
  'api.example.triton.how':
    'Después de `pip install tritonclient[http]`, guárdelo como `infer.py` y ejecute `python3 infer.py`. Las imágenes viajan como tensores binarios.',

  'api.try': 'Pruébela aquí',
  'api.try.field': 'Imagen dermatoscópica',
  'api.try.hint': '{formats}, hasta {limit}. La respuesta es JSON, tal como la recibe su programa.',
  'api.try.send': 'Enviar',
  'api.try.sending': 'La imagen está en camino.',
  'api.try.answered': 'Ha llegado la respuesta, con el estado {status}.',
  'api.try.failed': 'No llegó ninguna respuesta. Compruebe la conexión y envíela de nuevo.',
  'api.try.answer': 'La respuesta a su imagen',

  'api.addresses': 'Direcciones',
  'api.addresses.caption': 'Cada dirección con lo que responde',
  'api.address': 'Dirección',
  'api.address.what': 'Qué hace',
  'api.address.answer': 'Respuesta',
  'api.operation.classify': 'Clasifica una imagen dermatoscópica',
  'api.operation.getModel': 'Describe el modelo y su estado',
  'api.operation.getLiveness': 'Si la pasarela responde',
  'api.operation.getReadiness': 'Si ahora mismo se clasifican imágenes',
  'api.takes': 'Qué admite',
  'api.takes.body':
    '{formats}, como el campo `image` de un formulario o como bytes solos. Tipos de contenido: {types}.',
  'api.takes.query':
    'En la consulta, `explain`, para recibir un mapa con su comprobación: {values}. Tarda varias veces más.',

  'api.takes.accept':
    'En la cabecera `Accept`, la forma de la respuesta: {types}. Sin ella la respuesta es JSON. DICOM, solo para una imagen que es un archivo DICOM, y sin `explain`.',
  'api.takes.bundle':
    'En la consulta, `bundle`, solo con FHIR: `transaction`, para un «bundle» que un servidor FHIR guarda tal cual.',

  'api.sample': 'Una respuesta',
  'api.sample.lead':
    'Lo que el modelo compacto responde al dibujo de arriba. El dibujo no es ninguna lesión: sus números no significan nada.',

  'api.fields': 'Campos',
  'api.fields.lead':
    'De cada respuesta. Pueden añadirse campos; dentro de `v1` ninguno se renombra ni se quita. Lo que contiene un manifiesto se describe en el documento OpenAPI.',
  'api.field': 'Campo',
  'api.field.type': 'Tipo',
  'api.field.meaning': 'Significado',
  'api.type.string': 'texto',
  'api.type.number': 'número',
  'api.type.fraction': 'número, de 0 a 1',
  'api.type.integer': 'número entero',
  'api.type.boolean': '`true` o `false`',
  'api.type.object': 'objeto',
  'api.type.oneOf': 'uno de {values}',
  'api.type.list': 'lista: {items}',
  'api.type.nullable': '{type}, o `null`',
  'api.type.optional': '{type}; puede faltar',

  'api.problems': 'Errores',
  'api.problems.lead':
    'Un error es `application/problem+json` (RFC 9457). Guíese por su `code`: los textos pueden cambiar. Quien acepta `application/fhir+json` antes que JSON recibe un OperationOutcome con el mismo código en `issue[0].details`.',
  'api.problems.caption': 'Cada código con su estado HTTP',
  'api.problem.code': 'Código',
  'api.problem.status': 'Estado',
  'api.problem.cause': 'Causa',
  'api.problem.remedy': 'Qué hacer',
  'api.problem.sample': 'Un error',

  'problem.invalid_request.cause':
    'El formulario no tiene ningún archivo en su campo `image`, o tiene varios; la consulta tiene un parámetro o un valor desconocido; o la petición está mal formada.',
  'problem.invalid_request.remedy':
    'Envíe un archivo en el campo `image`, o sus bytes solos. `detail` dice qué estaba mal.',
  'problem.invalid_image.cause':
    'El archivo empieza como una imagen, pero está dañado o cortado, o su lado menor tiene menos de 32 píxeles.',
  'problem.invalid_image.remedy':
    'Ábralo en un visor o vuelva a exportarlo. El mismo archivo da otra vez el mismo error.',
  'problem.image_too_large.cause': 'El archivo tiene más bytes de los que admite este servicio.',
  'problem.image_too_large.remedy': 'Guárdelo como JPEG o con un tamaño menor.',
  'problem.too_many_pixels.cause': 'La imagen tiene más píxeles de los que el worker descodifica.',
  'problem.too_many_pixels.remedy': 'Redúzcala: de todos modos, el modelo mira una versión pequeña de ella.',
  'problem.unsupported_media_type.cause':
    'El tipo de contenido o los primeros bytes del archivo no son de ninguna de las clases admitidas, o el cuerpo está comprimido.',
  'problem.unsupported_media_type.remedy':
    'Envíe el archivo de imagen tal como es, con su propio tipo de contenido.',
  'problem.unauthenticated.cause': 'El worker no acepta el token de la pasarela.',
  'problem.unauthenticated.remedy':
    'Avise a quien administra este servicio: `AUTH_TOKEN` debe ser igual en los dos.',
  'problem.not_found.cause': 'Ninguna ruta tiene esta dirección.',
  'problem.not_found.remedy': 'Compruebe la dirección y la versión que contiene.',
  'problem.method_not_allowed.cause': 'La dirección admite otros métodos.',
  'problem.method_not_allowed.remedy': 'Use uno de los que nombra la cabecera `Allow`.',
  'problem.not_acceptable.cause':
    'La cabecera `Accept` no nombra ninguna forma que exista: `application/json`, `application/fhir+json` de la versión 4.0 y, para una imagen DICOM, `application/dicom`.',
  'problem.not_acceptable.remedy': 'Nombre una de ellas en `Accept`, o quite la cabecera para recibir JSON.',
  'problem.rate_limited.cause': 'Su dirección envió en un minuto más peticiones de las permitidas.',
  'problem.rate_limited.remedy': 'Espere los segundos que dice `Retry-After`.',
  'problem.overloaded.cause': 'La cola de imágenes está llena. Con esta no se hizo nada.',
  'problem.overloaded.remedy':
    'Espere los segundos que dice `Retry-After` y envíela de nuevo, con menos a la vez.',
  'problem.model_not_ready.cause':
    'El modelo se está descargando, arrancando o sustituyendo, o ha fallado. `GET /readyz` dice cuál es el caso.',
  'problem.model_not_ready.remedy': 'Espere los segundos que dice `Retry-After` y envíe la imagen de nuevo.',
  'problem.unsupported_model.cause': 'El modelo configurado no puede ejecutarse en este servicio.',
  'problem.unsupported_model.remedy': 'Avise a quien administra este servicio.',
  'problem.invalid_model.cause':
    'Lo que el modelo da para esta imagen no son números: su archivo está dañado o se entrenó mal.',
  'problem.invalid_model.remedy':
    'Avise a quien administra este servicio. La misma imagen fallaría otra vez; otras pueden funcionar.',
  'problem.deadline_exceeded.cause': 'La respuesta no estuvo lista dentro del plazo del servicio.',
  'problem.deadline_exceeded.remedy': 'Envíe la imagen de nuevo, con menos a la vez.',
  'problem.cancelled.cause': 'La conexión terminó antes de la respuesta.',
  'problem.cancelled.remedy': 'Mantenga la conexión abierta hasta que llegue la respuesta.',
  'problem.internal.cause': 'Un fallo del servicio. Su registro tiene la causa.',
  'problem.internal.remedy': 'Inténtelo una vez más. Si se repite, avise a quien administra este servicio.',
};
