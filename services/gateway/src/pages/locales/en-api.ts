import { OPERATION_SUMMARIES } from '../../api/operation-summaries.js';

/** The texts of the API page. Code stands between backticks. */
export const enApi = {
  'api.title': 'API',
  'api.lead':
    'Send an image from your own program and get the same answer as on the page, as JSON. Research and education aid, not a medical device.',
  'api.openapi': 'For programs: OpenAPI 3.1',
  'api.contents': 'On this page',
  'api.copy': 'Copy',
  'api.copied': 'Copied',
  'api.selected': 'Selected: press Ctrl+C or ⌘C',

  'api.examples': 'Get going',
  'api.example.image': 'A picture to begin with',
  'api.example.image.how':
    'A drawing, not a patient. The examples below send the file `lesion.jpg`: your own will do as well.',
  'api.example.curl': 'curl',
  'api.example.curl.how': 'The image is the field `image` of a form.',
  'api.example.bytes': 'curl, with a map',
  'api.example.bytes.how':
    'The bare bytes do, too. With `explain` the answer also says where in the picture it comes from, and whether that was confirmed.',
  'api.example.fhir': 'curl, as FHIR',
  'api.example.fhir.how':
    'For software that speaks FHIR R4: a bundle with the answer as an Observation and a DiagnosticReport, both preliminary, and without a patient. With `?bundle=transaction` a FHIR server stores it as it is.',
  'api.example.dicom': 'curl, as a DICOM report',
  'api.example.dicom.how':
    'Only for an image that is a DICOM file: a structured report in its study, preliminary and unverified. It names the image and takes over its patient.',
  'api.example.python': 'Python',
  'api.example.python.how': 'Save it as `classify.py` and run `python3 classify.py`. It needs nothing else.',
  'api.example.javascript': 'JavaScript',
  'api.example.javascript.how':
    'Save it as `classify.mjs` and run `node classify.mjs` (Node 20 or later). Pages of other origins may call the API where `CORS_ORIGINS` names them.',
  'api.example.stubs': 'gRPC: classes from the contract',
  'api.example.stubs.how':
    'For many images, gRPC goes to the worker itself, which has an address of its own. This gateway reaches it at `{worker}`; from your machine it may have another name, or not be open. After `pip install grpcio grpcio-tools`:',
  'api.example.grpc': 'gRPC: the program',
  'api.example.grpc.how':
    'Save it as `classify_grpc.py` beside them. A worker with TLS wants `grpc.secure_channel`; one with a token wants it as metadata, `authorization`, after the word `Bearer`.',

  'api.protocol': 'Open Inference Protocol',
  'api.protocol.lead':
    'Clients of KServe and Triton call the same model under `/v2`, with several images at once. The model named in the address takes encoded image files as `image`; with `-pixels` after its name it takes RGB pixels of the model’s own size as `pixels`.',
  'api.protocol.link': 'The protocol',
  'api.protocol.limits':
    'A request has {limit} at most, with as many images as the worker’s queue has places; one image that cannot be read fails all of them. Images in JSON are texts in base64. Errors are `{"error": …}` with the status of the table below.',
  'api.example.infer': 'curl, one image',
  'api.example.infer.how':
    'With a header of length 0 the body is the image itself. The answer is JSON; `GET /v2/models` with the model’s name after it says what its outputs are.',
  'api.example.triton': 'Python, with Triton’s client',
  'api.example.triton.how':
    'After `pip install tritonclient[http]`, save it as `infer.py` and run `python3 infer.py`. Images travel as binary tensors.',

  'api.try': 'Try it here',
  'api.try.field': 'Dermoscopic image',
  'api.try.hint': '{formats}, up to {limit}. The answer is JSON, as your program gets it.',
  'api.try.send': 'Send',
  'api.try.sending': 'The image is on its way.',
  'api.try.answered': 'The answer has come, with status {status}.',
  'api.try.failed': 'No answer came. Check the connection and send it again.',
  'api.try.answer': 'The answer to your image',

  'api.addresses': 'Addresses',
  'api.addresses.caption': 'Each address with what it answers',
  'api.address': 'Address',
  'api.address.what': 'What it does',
  'api.address.answer': 'Answer',
  'api.operation.classify': OPERATION_SUMMARIES.classify,
  'api.operation.getModel': OPERATION_SUMMARIES.getModel,
  'api.operation.getLiveness': OPERATION_SUMMARIES.getLiveness,
  'api.operation.getReadiness': OPERATION_SUMMARIES.getReadiness,
  'api.takes': 'What it takes',
  'api.takes.body': '{formats}, as the field `image` of a form or as bare bytes. Content types: {types}.',
  'api.takes.query':
    'In the query `explain`, to get a map with a check of it: {values}. It takes several times as long.',

  'api.takes.accept':
    'In the header `Accept`, the form of the answer: {types}. Without it the answer is JSON. DICOM only for an image that is a DICOM file, and without `explain`.',
  'api.takes.bundle':
    'In the query `bundle`, with FHIR alone: `transaction`, for a bundle that a FHIR server stores as it is.',

  'api.sample': 'An answer',
  'api.sample.lead':
    'What the compact model answers to the drawing above. The drawing is no lesion: its numbers mean nothing.',

  'api.fields': 'Fields',
  'api.fields.lead':
    'Of every answer. Fields may be added to it; they are neither renamed nor removed within `v1`. What a manifest has is described in the OpenAPI document.',
  'api.field': 'Field',
  'api.field.type': 'Type',
  'api.field.meaning': 'Meaning',
  'api.type.string': 'text',
  'api.type.number': 'number',
  'api.type.fraction': 'number, 0 to 1',
  'api.type.integer': 'whole number',
  'api.type.boolean': '`true` or `false`',
  'api.type.object': 'object',
  'api.type.oneOf': 'one of {values}',
  'api.type.list': 'list: {items}',
  'api.type.nullable': '{type}, or `null`',
  'api.type.optional': '{type}; may be absent',

  'api.problems': 'Errors',
  'api.problems.lead':
    'An error is `application/problem+json` (RFC 9457). Go by its `code`: the texts may change. A caller that accepts `application/fhir+json` rather than JSON gets an OperationOutcome with the same code in `issue[0].details`.',
  'api.problems.caption': 'Each code with its HTTP status',
  'api.problem.code': 'Code',
  'api.problem.status': 'Status',
  'api.problem.cause': 'Cause',
  'api.problem.remedy': 'What to do',
  'api.problem.sample': 'An error',
};
