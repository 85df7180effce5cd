import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { Assessment as _classifier_v1_Assessment, Assessment__Output as _classifier_v1_Assessment__Output } from './classifier/v1/Assessment.js';
import type { ClassifierClient as _classifier_v1_ClassifierClient, ClassifierDefinition as _classifier_v1_ClassifierDefinition } from './classifier/v1/Classifier.js';
import type { ClassifyOptions as _classifier_v1_ClassifyOptions, ClassifyOptions__Output as _classifier_v1_ClassifyOptions__Output } from './classifier/v1/ClassifyOptions.js';
import type { ClassifyRequest as _classifier_v1_ClassifyRequest, ClassifyRequest__Output as _classifier_v1_ClassifyRequest__Output } from './classifier/v1/ClassifyRequest.js';
import type { ClassifyResponse as _classifier_v1_ClassifyResponse, ClassifyResponse__Output as _classifier_v1_ClassifyResponse__Output } from './classifier/v1/ClassifyResponse.js';
import type { ClassifyStreamRequest as _classifier_v1_ClassifyStreamRequest, ClassifyStreamRequest__Output as _classifier_v1_ClassifyStreamRequest__Output } from './classifier/v1/ClassifyStreamRequest.js';
import type { ClassifyStreamResponse as _classifier_v1_ClassifyStreamResponse, ClassifyStreamResponse__Output as _classifier_v1_ClassifyStreamResponse__Output } from './classifier/v1/ClassifyStreamResponse.js';
import type { DeletionCheck as _classifier_v1_DeletionCheck, DeletionCheck__Output as _classifier_v1_DeletionCheck__Output } from './classifier/v1/DeletionCheck.js';
import type { Explanation as _classifier_v1_Explanation, Explanation__Output as _classifier_v1_Explanation__Output } from './classifier/v1/Explanation.js';
import type { GetModelInfoRequest as _classifier_v1_GetModelInfoRequest, GetModelInfoRequest__Output as _classifier_v1_GetModelInfoRequest__Output } from './classifier/v1/GetModelInfoRequest.js';
import type { GetModelInfoResponse as _classifier_v1_GetModelInfoResponse, GetModelInfoResponse__Output as _classifier_v1_GetModelInfoResponse__Output } from './classifier/v1/GetModelInfoResponse.js';
import type { ImageError as _classifier_v1_ImageError, ImageError__Output as _classifier_v1_ImageError__Output } from './classifier/v1/ImageError.js';
import type { ImageInfo as _classifier_v1_ImageInfo, ImageInfo__Output as _classifier_v1_ImageInfo__Output } from './classifier/v1/ImageInfo.js';
import type { ModelRef as _classifier_v1_ModelRef, ModelRef__Output as _classifier_v1_ModelRef__Output } from './classifier/v1/ModelRef.js';
import type { ModelState as _classifier_v1_ModelState, ModelState__Output as _classifier_v1_ModelState__Output } from './classifier/v1/ModelState.js';
import type { Outlier as _classifier_v1_Outlier, Outlier__Output as _classifier_v1_Outlier__Output } from './classifier/v1/Outlier.js';
import type { Prediction as _classifier_v1_Prediction, Prediction__Output as _classifier_v1_Prediction__Output } from './classifier/v1/Prediction.js';
import type { PredictionSet as _classifier_v1_PredictionSet, PredictionSet__Output as _classifier_v1_PredictionSet__Output } from './classifier/v1/PredictionSet.js';
import type { QualityFigure as _classifier_v1_QualityFigure, QualityFigure__Output as _classifier_v1_QualityFigure__Output } from './classifier/v1/QualityFigure.js';
import type { TimingsMs as _classifier_v1_TimingsMs, TimingsMs__Output as _classifier_v1_TimingsMs__Output } from './classifier/v1/TimingsMs.js';
import type { Views as _classifier_v1_Views, Views__Output as _classifier_v1_Views__Output } from './classifier/v1/Views.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  classifier: {
    v1: {
      Assessment: MessageTypeDefinition<_classifier_v1_Assessment, _classifier_v1_Assessment__Output>
      /**
       * Errors of every method. Each carries a google.rpc.ErrorInfo (domain "skin-lesion-classifier") whose reason is
       * one of the codes below, and a message that may be shown to the sender of the request.
       * 
       * INVALID_ARGUMENT    invalid_request, invalid_image, image_too_large, too_many_pixels, unsupported_media_type
       * RESOURCE_EXHAUSTED  overloaded: the queue is full, or longer than the caller's deadline allows. Nothing was done;
       * google.rpc.RetryInfo says when to try again.
       * image_too_large: the message is over the receive limit
       * UNAVAILABLE         model_not_ready: starting, failed, or an engine died under this call. Safe to try again
       * DEADLINE_EXCEEDED   deadline_exceeded: the caller's deadline passed, or even an idle worker could not keep it; for
       * an image of a stream, this worker could not
       * CANCELLED           cancelled
       * UNAUTHENTICATED     unauthenticated: the bearer token is missing or wrong
       * INTERNAL            internal: a fault of the worker; its log has the cause
       */
      Classifier: SubtypeConstructor<typeof grpc.Client, _classifier_v1_ClassifierClient> & { service: _classifier_v1_ClassifierDefinition }
      ClassifyOptions: MessageTypeDefinition<_classifier_v1_ClassifyOptions, _classifier_v1_ClassifyOptions__Output>
      ClassifyRequest: MessageTypeDefinition<_classifier_v1_ClassifyRequest, _classifier_v1_ClassifyRequest__Output>
      ClassifyResponse: MessageTypeDefinition<_classifier_v1_ClassifyResponse, _classifier_v1_ClassifyResponse__Output>
      ClassifyStreamRequest: MessageTypeDefinition<_classifier_v1_ClassifyStreamRequest, _classifier_v1_ClassifyStreamRequest__Output>
      ClassifyStreamResponse: MessageTypeDefinition<_classifier_v1_ClassifyStreamResponse, _classifier_v1_ClassifyStreamResponse__Output>
      DeletionCheck: MessageTypeDefinition<_classifier_v1_DeletionCheck, _classifier_v1_DeletionCheck__Output>
      Explanation: MessageTypeDefinition<_classifier_v1_Explanation, _classifier_v1_Explanation__Output>
      GetModelInfoRequest: MessageTypeDefinition<_classifier_v1_GetModelInfoRequest, _classifier_v1_GetModelInfoRequest__Output>
      GetModelInfoResponse: MessageTypeDefinition<_classifier_v1_GetModelInfoResponse, _classifier_v1_GetModelInfoResponse__Output>
      ImageError: MessageTypeDefinition<_classifier_v1_ImageError, _classifier_v1_ImageError__Output>
      ImageInfo: MessageTypeDefinition<_classifier_v1_ImageInfo, _classifier_v1_ImageInfo__Output>
      ModelRef: MessageTypeDefinition<_classifier_v1_ModelRef, _classifier_v1_ModelRef__Output>
      ModelState: MessageTypeDefinition<_classifier_v1_ModelState, _classifier_v1_ModelState__Output>
      Outlier: MessageTypeDefinition<_classifier_v1_Outlier, _classifier_v1_Outlier__Output>
      Prediction: MessageTypeDefinition<_classifier_v1_Prediction, _classifier_v1_Prediction__Output>
      PredictionSet: MessageTypeDefinition<_classifier_v1_PredictionSet, _classifier_v1_PredictionSet__Output>
      QualityFigure: MessageTypeDefinition<_classifier_v1_QualityFigure, _classifier_v1_QualityFigure__Output>
      TimingsMs: MessageTypeDefinition<_classifier_v1_TimingsMs, _classifier_v1_TimingsMs__Output>
      Views: MessageTypeDefinition<_classifier_v1_Views, _classifier_v1_Views__Output>
    }
  }
}

