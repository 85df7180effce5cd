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
export interface ClassifierClient extends grpc.Client {
  /**
   * Classifies one dermoscopic image. Nothing is stored, and asking again is safe.
   */
  Classify(argument: _classifier_v1_ClassifyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  Classify(argument: _classifier_v1_ClassifyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  Classify(argument: _classifier_v1_ClassifyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  Classify(argument: _classifier_v1_ClassifyRequest, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Classifies one dermoscopic image. Nothing is stored, and asking again is safe.
   */
  classify(argument: _classifier_v1_ClassifyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  classify(argument: _classifier_v1_ClassifyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  classify(argument: _classifier_v1_ClassifyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  classify(argument: _classifier_v1_ClassifyRequest, callback: grpc.requestCallback<_classifier_v1_ClassifyResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Classifies any number of images over one call, in constant memory on both sides: the worker reads the next image
   * only when it has room for it, and waits while its answers are not read. An image of a stream waits for its turn
   * and is never refused for overload. Each image is answered once, by its id, in the order in which answers are
   * ready; an image that cannot be classified is answered with an error, and the stream goes on.
   * 
   * The call ends with
   * OK                 after the last answer;
   * UNAVAILABLE        when the worker stops, after it has answered what it read: send the rest again;
   * DEADLINE_EXCEEDED  when nothing is at work and no image comes for a minute, since a worker has few streams;
   * CANCELLED          when none of its answers is read for a quarter of an hour.
   */
  ClassifyStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_classifier_v1_ClassifyStreamRequest, _classifier_v1_ClassifyStreamResponse__Output>;
  ClassifyStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_classifier_v1_ClassifyStreamRequest, _classifier_v1_ClassifyStreamResponse__Output>;
  /**
   * Classifies any number of images over one call, in constant memory on both sides: the worker reads the next image
   * only when it has room for it, and waits while its answers are not read. An image of a stream waits for its turn
   * and is never refused for overload. Each image is answered once, by its id, in the order in which answers are
   * ready; an image that cannot be classified is answered with an error, and the stream goes on.
   * 
   * The call ends with
   * OK                 after the last answer;
   * UNAVAILABLE        when the worker stops, after it has answered what it read: send the rest again;
   * DEADLINE_EXCEEDED  when nothing is at work and no image comes for a minute, since a worker has few streams;
   * CANCELLED          when none of its answers is read for a quarter of an hour.
   */
  classifyStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_classifier_v1_ClassifyStreamRequest, _classifier_v1_ClassifyStreamResponse__Output>;
  classifyStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_classifier_v1_ClassifyStreamRequest, _classifier_v1_ClassifyStreamResponse__Output>;
  
  /**
   * Describes the model and its state. Answers also while no model serves.
   */
  GetModelInfo(argument: _classifier_v1_GetModelInfoRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  GetModelInfo(argument: _classifier_v1_GetModelInfoRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  GetModelInfo(argument: _classifier_v1_GetModelInfoRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  GetModelInfo(argument: _classifier_v1_GetModelInfoRequest, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Describes the model and its state. Answers also while no model serves.
   */
  getModelInfo(argument: _classifier_v1_GetModelInfoRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  getModelInfo(argument: _classifier_v1_GetModelInfoRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  getModelInfo(argument: _classifier_v1_GetModelInfoRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  getModelInfo(argument: _classifier_v1_GetModelInfoRequest, callback: grpc.requestCallback<_classifier_v1_GetModelInfoResponse__Output>): grpc.ClientUnaryCall;
  
}

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
export interface ClassifierHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Classifies one dermoscopic image. Nothing is stored, and asking again is safe.
   */
  Classify: grpc.handleUnaryCall<_classifier_v1_ClassifyRequest__Output, _classifier_v1_ClassifyResponse>;
  
  /**
   * Classifies any number of images over one call, in constant memory on both sides: the worker reads the next image
   * only when it has room for it, and waits while its answers are not read. An image of a stream waits for its turn
   * and is never refused for overload. Each image is answered once, by its id, in the order in which answers are
   * ready; an image that cannot be classified is answered with an error, and the stream goes on.
   * 
   * The call ends with
   * OK                 after the last answer;
   * UNAVAILABLE        when the worker stops, after it has answered what it read: send the rest again;
   * DEADLINE_EXCEEDED  when nothing is at work and no image comes for a minute, since a worker has few streams;
   * CANCELLED          when none of its answers is read for a quarter of an hour.
   */
  ClassifyStream: grpc.handleBidiStreamingCall<_classifier_v1_ClassifyStreamRequest__Output, _classifier_v1_ClassifyStreamResponse>;
  
  /**
   * Describes the model and its state. Answers also while no model serves.
   */
  GetModelInfo: grpc.handleUnaryCall<_classifier_v1_GetModelInfoRequest__Output, _classifier_v1_GetModelInfoResponse>;
  
}

export interface ClassifierDefinition extends grpc.ServiceDefinition {
  Classify: MethodDefinition<_classifier_v1_ClassifyRequest, _classifier_v1_ClassifyResponse, _classifier_v1_ClassifyRequest__Output, _classifier_v1_ClassifyResponse__Output>
  ClassifyStream: MethodDefinition<_classifier_v1_ClassifyStreamRequest, _classifier_v1_ClassifyStreamResponse, _classifier_v1_ClassifyStreamRequest__Output, _classifier_v1_ClassifyStreamResponse__Output>
  GetModelInfo: MethodDefinition<_classifier_v1_GetModelInfoRequest, _classifier_v1_GetModelInfoResponse, _classifier_v1_GetModelInfoRequest__Output, _classifier_v1_GetModelInfoResponse__Output>
}
