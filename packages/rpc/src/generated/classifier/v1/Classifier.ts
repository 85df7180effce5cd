// Original file: proto/classifier/v1/classifier.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ClassifyRequest as _classifier_v1_ClassifyRequest, ClassifyRequest__Output as _classifier_v1_ClassifyRequest__Output } from '../../classifier/v1/ClassifyRequest.js';
import type { ClassifyResponse as _classifier_v1_ClassifyResponse, ClassifyResponse__Output as _classifier_v1_ClassifyResponse__Output } from '../../classifier/v1/ClassifyResponse.js';
import type { ClassifyStreamRequest as _classifier_v1_ClassifyStreamRequest, ClassifyStreamRequest__Output as _classifier_v1_ClassifyStreamRequest__Output } from '../../classifier/v1/ClassifyStreamRequest.js';
import type { ClassifyStreamResponse as _classifier_v1_ClassifyStreamResponse, ClassifyStreamResponse__Output as _classifier_v1_ClassifyStreamResponse__Output } from '../../classifier/v1/ClassifyStreamResponse.js';
import type { GetModelInfoRequest as _classifier_v1_GetModelInfoRequest, GetModelInfoRequest__Output as _classifier_v1_GetModelInfoRequest__Output } from '../../classifier/v1/GetModelInfoRequest.js';
import type { GetModelInfoResponse as _classifier_v1_GetModelInfoResponse, GetModelInfoResponse__Output as _classifier_v1_GetModelInfoResponse__Output } from '../../classifier/v1/GetModelInfoResponse.js';

/**
 * Errors of every method. Each carries a google.rpc.ErrorInfo (domain "skin-lesion-classifier") whose reason is
 * the code named here, and a message fit for whoever sent the request.
 * 
 * INVALID_ARGUMENT    invalid_request, invalid_image, image_too_large, too_many_pixels, unsupported_media_type
 * RESOURCE_EXHAUSTED  overloaded: the queue is full, or longer than the caller's deadline allows; nothing was done,
 * google.rpc.RetryInfo says when to try again.
 * Without that reason it came from the transport: the message is over the receive limit
 * UNAVAILABLE         model_not_ready: starting, failed, or an engine died under this call. Safe to try again
 * DEADLINE_EXCEEDED   deadline_exceeded: the caller's deadline passed, or could not be kept even by an idle worker, or
 * by this one for an image of a stream
 * CANCELLED           cancelled
 * UNAUTHENTICATED     unauthenticated: the bearer token is missing or wrong
 * INTERNAL            internal: a fault of the worker's; the cause is in its log
 */
export interface ClassifierClient extends grpc.Client {
  /**
   * Classifies one dermoscopic image. Pure: nothing is stored, and asking again is safe.
   */
  Classify(argument: _classifier_v1_ClassifyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  Classify(argument: _classifier_v1_ClassifyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  Classify(argument: _classifier_v1_ClassifyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  Classify(argument: _classifier_v1_ClassifyRequest, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Classifies one dermoscopic image. Pure: nothing is stored, and asking again is safe.
   */
  classify(argument: _classifier_v1_ClassifyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  classify(argument: _classifier_v1_ClassifyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  classify(argument: _classifier_v1_ClassifyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  classify(argument: _classifier_v1_ClassifyRequest, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Classifies any number of images over one call, in constant memory on both sides: the worker takes the next image
   * only when it has room for it, and waits while its answers are not read. Images of a stream are never refused for
   * overload, they wait for their turn; an image that cannot be answered gets an error as its outcome, and the stream goes
   * on. Each image is answered once, by its id, in the order in which answers are ready. The call ends with OK after the
   * last answer; with UNAVAILABLE when the worker stops, after it has answered what it took: send the rest elsewhere; with
   * DEADLINE_EXCEEDED when nothing is at work and no image comes for a minute: streams are few, and not kept for later;
   * with CANCELLED when none of its answers is taken for a quarter of an hour.
   */
  ClassifyStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_classifier_v1_ClassifyStreamRequest, _classifier_v1_ClassifyStreamResponse__Output>;
  ClassifyStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_classifier_v1_ClassifyStreamRequest, _classifier_v1_ClassifyStreamResponse__Output>;
  /**
   * Classifies any number of images over one call, in constant memory on both sides: the worker takes the next image
   * only when it has room for it, and waits while its answers are not read. Images of a stream are never refused for
   * overload, they wait for their turn; an image that cannot be answered gets an error as its outcome, and the stream goes
   * on. Each image is answered once, by its id, in the order in which answers are ready. The call ends with OK after the
   * last answer; with UNAVAILABLE when the worker stops, after it has answered what it took: send the rest elsewhere; with
   * DEADLINE_EXCEEDED when nothing is at work and no image comes for a minute: streams are few, and not kept for later;
   * with CANCELLED when none of its answers is taken for a quarter of an hour.
   */
  classifyStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_classifier_v1_ClassifyStreamRequest, _classifier_v1_ClassifyStreamResponse__Output>;
  classifyStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_classifier_v1_ClassifyStreamRequest, _classifier_v1_ClassifyStreamResponse__Output>;
  
  /**
   * Describes the model and how it stands. Answers also while nothing is served.
   */
  GetModelInfo(argument: _classifier_v1_GetModelInfoRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  GetModelInfo(argument: _classifier_v1_GetModelInfoRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  GetModelInfo(argument: _classifier_v1_GetModelInfoRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  GetModelInfo(argument: _classifier_v1_GetModelInfoRequest, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Describes the model and how it stands. Answers also while nothing is served.
   */
  getModelInfo(argument: _classifier_v1_GetModelInfoRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  getModelInfo(argument: _classifier_v1_GetModelInfoRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  getModelInfo(argument: _classifier_v1_GetModelInfoRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  getModelInfo(argument: _classifier_v1_GetModelInfoRequest, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  
}

/**
 * Errors of every method. Each carries a google.rpc.ErrorInfo (domain "skin-lesion-classifier") whose reason is
 * the code named here, and a message fit for whoever sent the request.
 * 
 * INVALID_ARGUMENT    invalid_request, invalid_image, image_too_large, too_many_pixels, unsupported_media_type
 * RESOURCE_EXHAUSTED  overloaded: the queue is full, or longer than the caller's deadline allows; nothing was done,
 * google.rpc.RetryInfo says when to try again.
 * Without that reason it came from the transport: the message is over the receive limit
 * UNAVAILABLE         model_not_ready: starting, failed, or an engine died under this call. Safe to try again
 * DEADLINE_EXCEEDED   deadline_exceeded: the caller's deadline passed, or could not be kept even by an idle worker, or
 * by this one for an image of a stream
 * CANCELLED           cancelled
 * UNAUTHENTICATED     unauthenticated: the bearer token is missing or wrong
 * INTERNAL            internal: a fault of the worker's; the cause is in its log
 */
export interface ClassifierHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Classifies one dermoscopic image. Pure: nothing is stored, and asking again is safe.
   */
  Classify: grpc.handleUnaryCall<_classifier_v1_ClassifyRequest__Output, _classifier_v1_ClassifyResponse>;
  
  /**
   * Classifies any number of images over one call, in constant memory on both sides: the worker takes the next image
   * only when it has room for it, and waits while its answers are not read. Images of a stream are never refused for
   * overload, they wait for their turn; an image that cannot be answered gets an error as its outcome, and the stream goes
   * on. Each image is answered once, by its id, in the order in which answers are ready. The call ends with OK after the
   * last answer; with UNAVAILABLE when the worker stops, after it has answered what it took: send the rest elsewhere; with
   * DEADLINE_EXCEEDED when nothing is at work and no image comes for a minute: streams are few, and not kept for later;
   * with CANCELLED when none of its answers is taken for a quarter of an hour.
   */
  ClassifyStream: grpc.handleBidiStreamingCall<_classifier_v1_ClassifyStreamRequest__Output, _classifier_v1_ClassifyStreamResponse>;
  
  /**
   * Describes the model and how it stands. Answers also while nothing is served.
   */
  GetModelInfo: grpc.handleUnaryCall<_classifier_v1_GetModelInfoRequest__Output, _classifier_v1_GetModelInfoResponse>;
  
}

export interface ClassifierDefinition extends grpc.ServiceDefinition {
  Classify: MethodDefinition<_classifier_v1_ClassifyRequest, _classifier_v1_ClassifyResponse, _classifier_v1_ClassifyRequest__Output, _classifier_v1_ClassifyResponse__Output>
  ClassifyStream: MethodDefinition<_classifier_v1_ClassifyStreamRequest, _classifier_v1_ClassifyStreamResponse, _classifier_v1_ClassifyStreamRequest__Output, _classifier_v1_ClassifyStreamResponse__Output>
  GetModelInfo: MethodDefinition<_classifier_v1_GetModelInfoRequest, _classifier_v1_GetModelInfoResponse, _classifier_v1_GetModelInfoRequest__Output, _classifier_v1_GetModelInfoResponse__Output>
}
