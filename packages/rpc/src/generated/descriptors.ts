// The messages with names as in TypeScript, for protobufjs.
export const CLASSIFIER_MESSAGES: object = {
  "nested": {
    "classifier": {
      "nested": {
        "v1": {
          "nested": {
            "Classifier": {
              "methods": {
                "Classify": {
                  "requestType": "ClassifyRequest",
                  "responseType": "ClassifyResponse"
                },
                "ClassifyStream": {
                  "requestType": "ClassifyStreamRequest",
                  "requestStream": true,
                  "responseType": "ClassifyStreamResponse",
                  "responseStream": true
                },
                "GetModelInfo": {
                  "requestType": "GetModelInfoRequest",
                  "responseType": "GetModelInfoResponse"
                }
              }
            },
            "ClassifyRequest": {
              "fields": {
                "image": {
                  "type": "bytes",
                  "id": 1
                },
                "options": {
                  "type": "ClassifyOptions",
                  "id": 2
                }
              }
            },
            "ClassifyOptions": {
              "fields": {
                "preview": {
                  "type": "bool",
                  "id": 1
                },
                "explain": {
                  "type": "string",
                  "id": 2
                },
                "explanationOptional": {
                  "type": "bool",
                  "id": 3
                },
                "pictures": {
                  "rule": "repeated",
                  "type": "string",
                  "id": 4
                }
              }
            },
            "ClassifyResponse": {
              "oneofs": {
                "_malignantProbability": {
                  "oneof": [
                    "malignantProbability"
                  ]
                }
              },
              "fields": {
                "topClass": {
                  "type": "string",
                  "id": 1
                },
                "predictions": {
                  "rule": "repeated",
                  "type": "Prediction",
                  "id": 2
                },
                "temperature": {
                  "type": "double",
                  "id": 3
                },
                "model": {
                  "type": "ModelRef",
                  "id": 4
                },
                "engine": {
                  "type": "string",
                  "id": 5
                },
                "timingsMs": {
                  "type": "TimingsMs",
                  "id": 6
                },
                "notice": {
                  "type": "string",
                  "id": 7
                },
                "image": {
                  "type": "ImageInfo",
                  "id": 8
                },
                "preview": {
                  "type": "bytes",
                  "id": 9
                },
                "malignantProbability": {
                  "type": "double",
                  "id": 10,
                  "options": {
                    "proto3_optional": true
                  }
                },
                "assessment": {
                  "type": "Assessment",
                  "id": 11
                },
                "explanation": {
                  "type": "Explanation",
                  "id": 12
                },
                "explanationError": {
                  "type": "ImageError",
                  "id": 13
                },
                "pictures": {
                  "keyType": "string",
                  "type": "bytes",
                  "id": 14
                }
              }
            },
            "Assessment": {
              "fields": {
                "verdict": {
                  "type": "string",
                  "id": 1
                },
                "reasons": {
                  "rule": "repeated",
                  "type": "string",
                  "id": 2
                },
                "predictionSet": {
                  "type": "PredictionSet",
                  "id": 3
                },
                "outlier": {
                  "type": "Outlier",
                  "id": 4
                },
                "quality": {
                  "rule": "repeated",
                  "type": "QualityFigure",
                  "id": 5
                },
                "views": {
                  "type": "Views",
                  "id": 6
                }
              }
            },
            "PredictionSet": {
              "fields": {
                "classes": {
                  "rule": "repeated",
                  "type": "string",
                  "id": 1
                },
                "coverage": {
                  "type": "double",
                  "id": 2
                }
              }
            },
            "Outlier": {
              "fields": {
                "score": {
                  "type": "double",
                  "id": 1
                },
                "unusableFrom": {
                  "type": "double",
                  "id": 2
                }
              }
            },
            "QualityFigure": {
              "fields": {
                "code": {
                  "type": "string",
                  "id": 1
                },
                "value": {
                  "type": "double",
                  "id": 2
                },
                "limit": {
                  "type": "double",
                  "id": 3
                }
              }
            },
            "Views": {
              "fields": {
                "count": {
                  "type": "uint32",
                  "id": 1
                },
                "agreeing": {
                  "type": "uint32",
                  "id": 2
                }
              }
            },
            "Explanation": {
              "fields": {
                "method": {
                  "type": "string",
                  "id": 1
                },
                "class": {
                  "type": "string",
                  "id": 2
                },
                "height": {
                  "type": "uint32",
                  "id": 3
                },
                "width": {
                  "type": "uint32",
                  "id": 4
                },
                "values": {
                  "rule": "repeated",
                  "type": "double",
                  "id": 5
                },
                "check": {
                  "type": "DeletionCheck",
                  "id": 6
                }
              }
            },
            "DeletionCheck": {
              "fields": {
                "drop": {
                  "type": "double",
                  "id": 1
                },
                "randomDrop": {
                  "type": "double",
                  "id": 2
                },
                "holds": {
                  "type": "bool",
                  "id": 3
                }
              }
            },
            "ClassifyStreamRequest": {
              "fields": {
                "id": {
                  "type": "string",
                  "id": 1
                },
                "image": {
                  "type": "bytes",
                  "id": 2
                },
                "options": {
                  "type": "ClassifyOptions",
                  "id": 3
                }
              }
            },
            "ClassifyStreamResponse": {
              "oneofs": {
                "outcome": {
                  "oneof": [
                    "answer",
                    "error"
                  ]
                }
              },
              "fields": {
                "id": {
                  "type": "string",
                  "id": 1
                },
                "answer": {
                  "type": "ClassifyResponse",
                  "id": 2
                },
                "error": {
                  "type": "ImageError",
                  "id": 3
                }
              }
            },
            "ImageError": {
              "fields": {
                "code": {
                  "type": "string",
                  "id": 1
                },
                "message": {
                  "type": "string",
                  "id": 2
                }
              }
            },
            "Prediction": {
              "fields": {
                "class": {
                  "type": "string",
                  "id": 1
                },
                "probability": {
                  "type": "double",
                  "id": 2
                },
                "logit": {
                  "type": "double",
                  "id": 3
                }
              }
            },
            "ModelRef": {
              "fields": {
                "id": {
                  "type": "string",
                  "id": 1
                },
                "revision": {
                  "type": "string",
                  "id": 2
                },
                "sha256": {
                  "type": "string",
                  "id": 3
                },
                "standIn": {
                  "type": "bool",
                  "id": 4
                },
                "guessed": {
                  "rule": "repeated",
                  "type": "string",
                  "id": 5
                },
                "precision": {
                  "type": "string",
                  "id": 6
                }
              }
            },
            "TimingsMs": {
              "fields": {
                "queue": {
                  "type": "double",
                  "id": 1
                },
                "decode": {
                  "type": "double",
                  "id": 2
                },
                "inference": {
                  "type": "double",
                  "id": 3
                },
                "total": {
                  "type": "double",
                  "id": 4
                }
              }
            },
            "ImageInfo": {
              "fields": {
                "format": {
                  "type": "string",
                  "id": 1
                },
                "width": {
                  "type": "uint32",
                  "id": 2
                },
                "height": {
                  "type": "uint32",
                  "id": 3
                }
              }
            },
            "GetModelInfoRequest": {
              "fields": {}
            },
            "GetModelInfoResponse": {
              "fields": {
                "state": {
                  "type": "ModelState",
                  "id": 1
                },
                "model": {
                  "type": "ModelRef",
                  "id": 2
                },
                "engine": {
                  "type": "string",
                  "id": 3
                },
                "id": {
                  "type": "string",
                  "id": 4
                },
                "revision": {
                  "type": "string",
                  "id": 5
                },
                "labels": {
                  "rule": "repeated",
                  "type": "string",
                  "id": 6
                },
                "inputHeight": {
                  "type": "uint32",
                  "id": 7
                },
                "inputWidth": {
                  "type": "uint32",
                  "id": 8
                },
                "temperature": {
                  "type": "double",
                  "id": 9
                },
                "licence": {
                  "type": "string",
                  "id": 10
                },
                "standIn": {
                  "type": "bool",
                  "id": 11
                },
                "manifestJson": {
                  "type": "string",
                  "id": 12
                },
                "guessed": {
                  "rule": "repeated",
                  "type": "string",
                  "id": 13
                }
              }
            },
            "ModelState": {
              "oneofs": {
                "_bytesDone": {
                  "oneof": [
                    "bytesDone"
                  ]
                },
                "_bytesTotal": {
                  "oneof": [
                    "bytesTotal"
                  ]
                }
              },
              "fields": {
                "phase": {
                  "type": "string",
                  "id": 1
                },
                "reason": {
                  "type": "string",
                  "id": 2
                },
                "bytesDone": {
                  "type": "uint64",
                  "id": 3,
                  "options": {
                    "proto3_optional": true
                  }
                },
                "bytesTotal": {
                  "type": "uint64",
                  "id": 4,
                  "options": {
                    "proto3_optional": true
                  }
                }
              }
            }
          }
        }
      }
    }
  }
};

export const INFERENCE_MESSAGES: object = {
  "nested": {
    "inference": {
      "nested": {
        "GRPCInferenceService": {
          "methods": {
            "ServerLive": {
              "requestType": "ServerLiveRequest",
              "responseType": "ServerLiveResponse"
            },
            "ServerReady": {
              "requestType": "ServerReadyRequest",
              "responseType": "ServerReadyResponse"
            },
            "ModelReady": {
              "requestType": "ModelReadyRequest",
              "responseType": "ModelReadyResponse"
            },
            "ServerMetadata": {
              "requestType": "ServerMetadataRequest",
              "responseType": "ServerMetadataResponse"
            },
            "ModelMetadata": {
              "requestType": "ModelMetadataRequest",
              "responseType": "ModelMetadataResponse"
            },
            "ModelInfer": {
              "requestType": "ModelInferRequest",
              "responseType": "ModelInferResponse"
            },
            "RepositoryIndex": {
              "requestType": "RepositoryIndexRequest",
              "responseType": "RepositoryIndexResponse"
            },
            "ModelConfig": {
              "requestType": "ModelConfigRequest",
              "responseType": "ModelConfigResponse"
            }
          }
        },
        "ServerLiveRequest": {
          "fields": {}
        },
        "ServerLiveResponse": {
          "fields": {
            "live": {
              "type": "bool",
              "id": 1
            }
          }
        },
        "ServerReadyRequest": {
          "fields": {}
        },
        "ServerReadyResponse": {
          "fields": {
            "ready": {
              "type": "bool",
              "id": 1
            }
          }
        },
        "ModelReadyRequest": {
          "fields": {
            "name": {
              "type": "string",
              "id": 1
            },
            "version": {
              "type": "string",
              "id": 2
            }
          }
        },
        "ModelReadyResponse": {
          "fields": {
            "ready": {
              "type": "bool",
              "id": 1
            }
          }
        },
        "ServerMetadataRequest": {
          "fields": {}
        },
        "ServerMetadataResponse": {
          "fields": {
            "name": {
              "type": "string",
              "id": 1
            },
            "version": {
              "type": "string",
              "id": 2
            },
            "extensions": {
              "rule": "repeated",
              "type": "string",
              "id": 3
            }
          }
        },
        "ModelMetadataRequest": {
          "fields": {
            "name": {
              "type": "string",
              "id": 1
            },
            "version": {
              "type": "string",
              "id": 2
            }
          }
        },
        "ModelMetadataResponse": {
          "fields": {
            "name": {
              "type": "string",
              "id": 1
            },
            "versions": {
              "rule": "repeated",
              "type": "string",
              "id": 2
            },
            "platform": {
              "type": "string",
              "id": 3
            },
            "inputs": {
              "rule": "repeated",
              "type": "TensorMetadata",
              "id": 4
            },
            "outputs": {
              "rule": "repeated",
              "type": "TensorMetadata",
              "id": 5
            },
            "properties": {
              "keyType": "string",
              "type": "string",
              "id": 6
            }
          },
          "nested": {
            "TensorMetadata": {
              "fields": {
                "name": {
                  "type": "string",
                  "id": 1
                },
                "datatype": {
                  "type": "string",
                  "id": 2
                },
                "shape": {
                  "rule": "repeated",
                  "type": "int64",
                  "id": 3
                }
              }
            }
          }
        },
        "ModelInferRequest": {
          "fields": {
            "modelName": {
              "type": "string",
              "id": 1
            },
            "modelVersion": {
              "type": "string",
              "id": 2
            },
            "id": {
              "type": "string",
              "id": 3
            },
            "parameters": {
              "keyType": "string",
              "type": "InferParameter",
              "id": 4
            },
            "inputs": {
              "rule": "repeated",
              "type": "InferInputTensor",
              "id": 5
            },
            "outputs": {
              "rule": "repeated",
              "type": "InferRequestedOutputTensor",
              "id": 6
            },
            "rawInputContents": {
              "rule": "repeated",
              "type": "bytes",
              "id": 7
            }
          },
          "nested": {
            "InferInputTensor": {
              "fields": {
                "name": {
                  "type": "string",
                  "id": 1
                },
                "datatype": {
                  "type": "string",
                  "id": 2
                },
                "shape": {
                  "rule": "repeated",
                  "type": "int64",
                  "id": 3
                },
                "parameters": {
                  "keyType": "string",
                  "type": "InferParameter",
                  "id": 4
                },
                "contents": {
                  "type": "InferTensorContents",
                  "id": 5
                }
              }
            },
            "InferRequestedOutputTensor": {
              "fields": {
                "name": {
                  "type": "string",
                  "id": 1
                },
                "parameters": {
                  "keyType": "string",
                  "type": "InferParameter",
                  "id": 2
                }
              }
            }
          }
        },
        "ModelInferResponse": {
          "fields": {
            "modelName": {
              "type": "string",
              "id": 1
            },
            "modelVersion": {
              "type": "string",
              "id": 2
            },
            "id": {
              "type": "string",
              "id": 3
            },
            "parameters": {
              "keyType": "string",
              "type": "InferParameter",
              "id": 4
            },
            "outputs": {
              "rule": "repeated",
              "type": "InferOutputTensor",
              "id": 5
            },
            "rawOutputContents": {
              "rule": "repeated",
              "type": "bytes",
              "id": 6
            }
          },
          "nested": {
            "InferOutputTensor": {
              "fields": {
                "name": {
                  "type": "string",
                  "id": 1
                },
                "datatype": {
                  "type": "string",
                  "id": 2
                },
                "shape": {
                  "rule": "repeated",
                  "type": "int64",
                  "id": 3
                },
                "parameters": {
                  "keyType": "string",
                  "type": "InferParameter",
                  "id": 4
                },
                "contents": {
                  "type": "InferTensorContents",
                  "id": 5
                }
              }
            }
          }
        },
        "InferParameter": {
          "oneofs": {
            "parameterChoice": {
              "oneof": [
                "boolParam",
                "int64Param",
                "stringParam",
                "doubleParam",
                "uint64Param"
              ]
            }
          },
          "fields": {
            "boolParam": {
              "type": "bool",
              "id": 1
            },
            "int64Param": {
              "type": "int64",
              "id": 2
            },
            "stringParam": {
              "type": "string",
              "id": 3
            },
            "doubleParam": {
              "type": "double",
              "id": 4
            },
            "uint64Param": {
              "type": "uint64",
              "id": 5
            }
          }
        },
        "InferTensorContents": {
          "fields": {
            "boolContents": {
              "rule": "repeated",
              "type": "bool",
              "id": 1
            },
            "intContents": {
              "rule": "repeated",
              "type": "int32",
              "id": 2
            },
            "int64Contents": {
              "rule": "repeated",
              "type": "int64",
              "id": 3
            },
            "uintContents": {
              "rule": "repeated",
              "type": "uint32",
              "id": 4
            },
            "uint64Contents": {
              "rule": "repeated",
              "type": "uint64",
              "id": 5
            },
            "fp32Contents": {
              "rule": "repeated",
              "type": "float",
              "id": 6
            },
            "fp64Contents": {
              "rule": "repeated",
              "type": "double",
              "id": 7
            },
            "bytesContents": {
              "rule": "repeated",
              "type": "bytes",
              "id": 8
            }
          }
        },
        "RepositoryIndexRequest": {
          "fields": {
            "repositoryName": {
              "type": "string",
              "id": 1
            },
            "ready": {
              "type": "bool",
              "id": 2
            }
          }
        },
        "RepositoryIndexResponse": {
          "fields": {
            "models": {
              "rule": "repeated",
              "type": "ModelIndex",
              "id": 1
            }
          },
          "nested": {
            "ModelIndex": {
              "fields": {
                "name": {
                  "type": "string",
                  "id": 1
                },
                "version": {
                  "type": "string",
                  "id": 2
                },
                "state": {
                  "type": "string",
                  "id": 3
                },
                "reason": {
                  "type": "string",
                  "id": 4
                }
              }
            }
          }
        },
        "ModelConfigRequest": {
          "fields": {
            "name": {
              "type": "string",
              "id": 1
            },
            "version": {
              "type": "string",
              "id": 2
            }
          }
        },
        "ModelConfigResponse": {
          "fields": {
            "config": {
              "type": "ModelConfig",
              "id": 1
            }
          }
        },
        "DataType": {
          "values": {
            "TYPE_INVALID": 0,
            "TYPE_BOOL": 1,
            "TYPE_UINT8": 2,
            "TYPE_UINT16": 3,
            "TYPE_UINT32": 4,
            "TYPE_UINT64": 5,
            "TYPE_INT8": 6,
            "TYPE_INT16": 7,
            "TYPE_INT32": 8,
            "TYPE_INT64": 9,
            "TYPE_FP16": 10,
            "TYPE_FP32": 11,
            "TYPE_FP64": 12,
            "TYPE_STRING": 13,
            "TYPE_BF16": 14
          }
        },
        "ModelInput": {
          "fields": {
            "name": {
              "type": "string",
              "id": 1
            },
            "dataType": {
              "type": "DataType",
              "id": 2
            },
            "format": {
              "type": "Format",
              "id": 3
            },
            "dims": {
              "rule": "repeated",
              "type": "int64",
              "id": 4
            }
          },
          "nested": {
            "Format": {
              "values": {
                "FORMAT_NONE": 0,
                "FORMAT_NHWC": 1,
                "FORMAT_NCHW": 2
              }
            }
          }
        },
        "ModelOutput": {
          "fields": {
            "name": {
              "type": "string",
              "id": 1
            },
            "dataType": {
              "type": "DataType",
              "id": 2
            },
            "dims": {
              "rule": "repeated",
              "type": "int64",
              "id": 3
            }
          }
        },
        "ModelConfig": {
          "fields": {
            "name": {
              "type": "string",
              "id": 1
            },
            "platform": {
              "type": "string",
              "id": 2
            },
            "maxBatchSize": {
              "type": "int32",
              "id": 4
            },
            "input": {
              "rule": "repeated",
              "type": "ModelInput",
              "id": 5
            },
            "output": {
              "rule": "repeated",
              "type": "ModelOutput",
              "id": 6
            }
          }
        }
      }
    }
  }
};

// What reflection tells: each a google.protobuf.FileDescriptorProto, in base64.

// classifier/v1/classifier.proto
export const CLASSIFIER_FILE_DESCRIPTOR =
  'Ch5jbGFzc2lmaWVyL3YxL2NsYXNzaWZpZXIucHJvdG8SDWNsYXNzaWZpZXIudjEiYQoPQ2xhc3NpZnlSZXF1ZXN0EhQKBWltYWdl' +
  'GAEgASgMUgVpbWFnZRI4CgdvcHRpb25zGAIgASgLMh4uY2xhc3NpZmllci52MS5DbGFzc2lmeU9wdGlvbnNSB29wdGlvbnMilAEK' +
  'D0NsYXNzaWZ5T3B0aW9ucxIYCgdwcmV2aWV3GAEgASgIUgdwcmV2aWV3EhgKB2V4cGxhaW4YAiABKAlSB2V4cGxhaW4SMQoUZXhw' +
  'bGFuYXRpb25fb3B0aW9uYWwYAyABKAhSE2V4cGxhbmF0aW9uT3B0aW9uYWwSGgoIcGljdHVyZXMYBCADKAlSCHBpY3R1cmVzIo0G' +
  'ChBDbGFzc2lmeVJlc3BvbnNlEhsKCXRvcF9jbGFzcxgBIAEoCVIIdG9wQ2xhc3MSOwoLcHJlZGljdGlvbnMYAiADKAsyGS5jbGFz' +
  'c2lmaWVyLnYxLlByZWRpY3Rpb25SC3ByZWRpY3Rpb25zEiAKC3RlbXBlcmF0dXJlGAMgASgBUgt0ZW1wZXJhdHVyZRItCgVtb2Rl' +
  'bBgEIAEoCzIXLmNsYXNzaWZpZXIudjEuTW9kZWxSZWZSBW1vZGVsEhYKBmVuZ2luZRgFIAEoCVIGZW5naW5lEjcKCnRpbWluZ3Nf' +
  'bXMYBiABKAsyGC5jbGFzc2lmaWVyLnYxLlRpbWluZ3NNc1IJdGltaW5nc01zEhYKBm5vdGljZRgHIAEoCVIGbm90aWNlEi4KBWlt' +
  'YWdlGAggASgLMhguY2xhc3NpZmllci52MS5JbWFnZUluZm9SBWltYWdlEhgKB3ByZXZpZXcYCSABKAxSB3ByZXZpZXcSOAoVbWFs' +
  'aWduYW50X3Byb2JhYmlsaXR5GAogASgBSABSFG1hbGlnbmFudFByb2JhYmlsaXR5iAEBEjkKCmFzc2Vzc21lbnQYCyABKAsyGS5j' +
  'bGFzc2lmaWVyLnYxLkFzc2Vzc21lbnRSCmFzc2Vzc21lbnQSPAoLZXhwbGFuYXRpb24YDCABKAsyGi5jbGFzc2lmaWVyLnYxLkV4' +
  'cGxhbmF0aW9uUgtleHBsYW5hdGlvbhJGChFleHBsYW5hdGlvbl9lcnJvchgNIAEoCzIZLmNsYXNzaWZpZXIudjEuSW1hZ2VFcnJv' +
  'clIQZXhwbGFuYXRpb25FcnJvchJJCghwaWN0dXJlcxgOIAMoCzItLmNsYXNzaWZpZXIudjEuQ2xhc3NpZnlSZXNwb25zZS5QaWN0' +
  'dXJlc0VudHJ5UghwaWN0dXJlcxo7Cg1QaWN0dXJlc0VudHJ5EhAKA2tleRgBIAEoCVIDa2V5EhQKBXZhbHVlGAIgASgMUgV2YWx1' +
  'ZToCOAFCGAoWX21hbGlnbmFudF9wcm9iYWJpbGl0eSKbAgoKQXNzZXNzbWVudBIYCgd2ZXJkaWN0GAEgASgJUgd2ZXJkaWN0EhgK' +
  'B3JlYXNvbnMYAiADKAlSB3JlYXNvbnMSQwoOcHJlZGljdGlvbl9zZXQYAyABKAsyHC5jbGFzc2lmaWVyLnYxLlByZWRpY3Rpb25T' +
  'ZXRSDXByZWRpY3Rpb25TZXQSMAoHb3V0bGllchgEIAEoCzIWLmNsYXNzaWZpZXIudjEuT3V0bGllclIHb3V0bGllchI2CgdxdWFs' +
  'aXR5GAUgAygLMhwuY2xhc3NpZmllci52MS5RdWFsaXR5RmlndXJlUgdxdWFsaXR5EioKBXZpZXdzGAYgASgLMhQuY2xhc3NpZmll' +
  'ci52MS5WaWV3c1IFdmlld3MiRQoNUHJlZGljdGlvblNldBIYCgdjbGFzc2VzGAEgAygJUgdjbGFzc2VzEhoKCGNvdmVyYWdlGAIg' +
  'ASgBUghjb3ZlcmFnZSJECgdPdXRsaWVyEhQKBXNjb3JlGAEgASgBUgVzY29yZRIjCg11bnVzYWJsZV9mcm9tGAIgASgBUgx1bnVz' +
  'YWJsZUZyb20iTwoNUXVhbGl0eUZpZ3VyZRISCgRjb2RlGAEgASgJUgRjb2RlEhQKBXZhbHVlGAIgASgBUgV2YWx1ZRIUCgVsaW1p' +
  'dBgDIAEoAVIFbGltaXQiOQoFVmlld3MSFAoFY291bnQYASABKA1SBWNvdW50EhoKCGFncmVlaW5nGAIgASgNUghhZ3JlZWluZyK1' +
  'AQoLRXhwbGFuYXRpb24SFgoGbWV0aG9kGAEgASgJUgZtZXRob2QSFAoFY2xhc3MYAiABKAlSBWNsYXNzEhYKBmhlaWdodBgDIAEo' +
  'DVIGaGVpZ2h0EhQKBXdpZHRoGAQgASgNUgV3aWR0aBIWCgZ2YWx1ZXMYBSADKAFSBnZhbHVlcxIyCgVjaGVjaxgGIAEoCzIcLmNs' +
  'YXNzaWZpZXIudjEuRGVsZXRpb25DaGVja1IFY2hlY2siWgoNRGVsZXRpb25DaGVjaxISCgRkcm9wGAEgASgBUgRkcm9wEh8KC3Jh' +
  'bmRvbV9kcm9wGAIgASgBUgpyYW5kb21Ecm9wEhQKBWhvbGRzGAMgASgIUgVob2xkcyJ3ChVDbGFzc2lmeVN0cmVhbVJlcXVlc3QS' +
  'DgoCaWQYASABKAlSAmlkEhQKBWltYWdlGAIgASgMUgVpbWFnZRI4CgdvcHRpb25zGAMgASgLMh4uY2xhc3NpZmllci52MS5DbGFz' +
  'c2lmeU9wdGlvbnNSB29wdGlvbnMioQEKFkNsYXNzaWZ5U3RyZWFtUmVzcG9uc2USDgoCaWQYASABKAlSAmlkEjkKBmFuc3dlchgC' +
  'IAEoCzIfLmNsYXNzaWZpZXIudjEuQ2xhc3NpZnlSZXNwb25zZUgAUgZhbnN3ZXISMQoFZXJyb3IYAyABKAsyGS5jbGFzc2lmaWVy' +
  'LnYxLkltYWdlRXJyb3JIAFIFZXJyb3JCCQoHb3V0Y29tZSI6CgpJbWFnZUVycm9yEhIKBGNvZGUYASABKAlSBGNvZGUSGAoHbWVz' +
  'c2FnZRgCIAEoCVIHbWVzc2FnZSJaCgpQcmVkaWN0aW9uEhQKBWNsYXNzGAEgASgJUgVjbGFzcxIgCgtwcm9iYWJpbGl0eRgCIAEo' +
  'AVILcHJvYmFiaWxpdHkSFAoFbG9naXQYAyABKAFSBWxvZ2l0IqEBCghNb2RlbFJlZhIOCgJpZBgBIAEoCVICaWQSGgoIcmV2aXNp' +
  'b24YAiABKAlSCHJldmlzaW9uEhYKBnNoYTI1NhgDIAEoCVIGc2hhMjU2EhkKCHN0YW5kX2luGAQgASgIUgdzdGFuZEluEhgKB2d1' +
  'ZXNzZWQYBSADKAlSB2d1ZXNzZWQSHAoJcHJlY2lzaW9uGAYgASgJUglwcmVjaXNpb24ibQoJVGltaW5nc01zEhQKBXF1ZXVlGAEg' +
  'ASgBUgVxdWV1ZRIWCgZkZWNvZGUYAiABKAFSBmRlY29kZRIcCglpbmZlcmVuY2UYAyABKAFSCWluZmVyZW5jZRIUCgV0b3RhbBgE' +
  'IAEoAVIFdG90YWwiUQoJSW1hZ2VJbmZvEhYKBmZvcm1hdBgBIAEoCVIGZm9ybWF0EhQKBXdpZHRoGAIgASgNUgV3aWR0aBIWCgZo' +
  'ZWlnaHQYAyABKA1SBmhlaWdodCIVChNHZXRNb2RlbEluZm9SZXF1ZXN0IqwDChRHZXRNb2RlbEluZm9SZXNwb25zZRIvCgVzdGF0' +
  'ZRgBIAEoCzIZLmNsYXNzaWZpZXIudjEuTW9kZWxTdGF0ZVIFc3RhdGUSLQoFbW9kZWwYAiABKAsyFy5jbGFzc2lmaWVyLnYxLk1v' +
  'ZGVsUmVmUgVtb2RlbBIWCgZlbmdpbmUYAyABKAlSBmVuZ2luZRIOCgJpZBgEIAEoCVICaWQSGgoIcmV2aXNpb24YBSABKAlSCHJl' +
  'dmlzaW9uEhYKBmxhYmVscxgGIAMoCVIGbGFiZWxzEiEKDGlucHV0X2hlaWdodBgHIAEoDVILaW5wdXRIZWlnaHQSHwoLaW5wdXRf' +
  'd2lkdGgYCCABKA1SCmlucHV0V2lkdGgSIAoLdGVtcGVyYXR1cmUYCSABKAFSC3RlbXBlcmF0dXJlEhgKB2xpY2VuY2UYCiABKAlS' +
  'B2xpY2VuY2USGQoIc3RhbmRfaW4YCyABKAhSB3N0YW5kSW4SIwoNbWFuaWZlc3RfanNvbhgMIAEoCVIMbWFuaWZlc3RKc29uEhgK' +
  'B2d1ZXNzZWQYDSADKAlSB2d1ZXNzZWQiowEKCk1vZGVsU3RhdGUSFAoFcGhhc2UYASABKAlSBXBoYXNlEhYKBnJlYXNvbhgCIAEo' +
  'CVIGcmVhc29uEiIKCmJ5dGVzX2RvbmUYAyABKARIAFIJYnl0ZXNEb25liAEBEiQKC2J5dGVzX3RvdGFsGAQgASgESAFSCmJ5dGVz' +
  'VG90YWyIAQFCDQoLX2J5dGVzX2RvbmVCDgoMX2J5dGVzX3RvdGFsMpUCCgpDbGFzc2lmaWVyEksKCENsYXNzaWZ5Eh4uY2xhc3Np' +
  'Zmllci52MS5DbGFzc2lmeVJlcXVlc3QaHy5jbGFzc2lmaWVyLnYxLkNsYXNzaWZ5UmVzcG9uc2USYQoOQ2xhc3NpZnlTdHJlYW0S' +
  'JC5jbGFzc2lmaWVyLnYxLkNsYXNzaWZ5U3RyZWFtUmVxdWVzdBolLmNsYXNzaWZpZXIudjEuQ2xhc3NpZnlTdHJlYW1SZXNwb25z' +
  'ZSgBMAESVwoMR2V0TW9kZWxJbmZvEiIuY2xhc3NpZmllci52MS5HZXRNb2RlbEluZm9SZXF1ZXN0GiMuY2xhc3NpZmllci52MS5H' +
  'ZXRNb2RlbEluZm9SZXNwb25zZWIGcHJvdG8z';

// inference/open_inference_grpc.proto
export const INFERENCE_FILE_DESCRIPTOR =
  'CiNpbmZlcmVuY2Uvb3Blbl9pbmZlcmVuY2VfZ3JwYy5wcm90bxIJaW5mZXJlbmNlIhMKEVNlcnZlckxpdmVSZXF1ZXN0IigKElNl' +
  'cnZlckxpdmVSZXNwb25zZRISCgRsaXZlGAEgASgIUgRsaXZlIhQKElNlcnZlclJlYWR5UmVxdWVzdCIrChNTZXJ2ZXJSZWFkeVJl' +
  'c3BvbnNlEhQKBXJlYWR5GAEgASgIUgVyZWFkeSJBChFNb2RlbFJlYWR5UmVxdWVzdBISCgRuYW1lGAEgASgJUgRuYW1lEhgKB3Zl' +
  'cnNpb24YAiABKAlSB3ZlcnNpb24iKgoSTW9kZWxSZWFkeVJlc3BvbnNlEhQKBXJlYWR5GAEgASgIUgVyZWFkeSIXChVTZXJ2ZXJN' +
  'ZXRhZGF0YVJlcXVlc3QiZgoWU2VydmVyTWV0YWRhdGFSZXNwb25zZRISCgRuYW1lGAEgASgJUgRuYW1lEhgKB3ZlcnNpb24YAiAB' +
  'KAlSB3ZlcnNpb24SHgoKZXh0ZW5zaW9ucxgDIAMoCVIKZXh0ZW5zaW9ucyJEChRNb2RlbE1ldGFkYXRhUmVxdWVzdBISCgRuYW1l' +
  'GAEgASgJUgRuYW1lEhgKB3ZlcnNpb24YAiABKAlSB3ZlcnNpb24i4AMKFU1vZGVsTWV0YWRhdGFSZXNwb25zZRISCgRuYW1lGAEg' +
  'ASgJUgRuYW1lEhoKCHZlcnNpb25zGAIgAygJUgh2ZXJzaW9ucxIaCghwbGF0Zm9ybRgDIAEoCVIIcGxhdGZvcm0SRwoGaW5wdXRz' +
  'GAQgAygLMi8uaW5mZXJlbmNlLk1vZGVsTWV0YWRhdGFSZXNwb25zZS5UZW5zb3JNZXRhZGF0YVIGaW5wdXRzEkkKB291dHB1dHMY' +
  'BSADKAsyLy5pbmZlcmVuY2UuTW9kZWxNZXRhZGF0YVJlc3BvbnNlLlRlbnNvck1ldGFkYXRhUgdvdXRwdXRzElAKCnByb3BlcnRp' +
  'ZXMYBiADKAsyMC5pbmZlcmVuY2UuTW9kZWxNZXRhZGF0YVJlc3BvbnNlLlByb3BlcnRpZXNFbnRyeVIKcHJvcGVydGllcxo9Cg9Q' +
  'cm9wZXJ0aWVzRW50cnkSEAoDa2V5GAEgASgJUgNrZXkSFAoFdmFsdWUYAiABKAlSBXZhbHVlOgI4ARpWCg5UZW5zb3JNZXRhZGF0' +
  'YRISCgRuYW1lGAEgASgJUgRuYW1lEhoKCGRhdGF0eXBlGAIgASgJUghkYXRhdHlwZRIUCgVzaGFwZRgDIAMoA1IFc2hhcGUinQgK' +
  'EU1vZGVsSW5mZXJSZXF1ZXN0Eh0KCm1vZGVsX25hbWUYASABKAlSCW1vZGVsTmFtZRIjCg1tb2RlbF92ZXJzaW9uGAIgASgJUgxt' +
  'b2RlbFZlcnNpb24SDgoCaWQYAyABKAlSAmlkEkwKCnBhcmFtZXRlcnMYBCADKAsyLC5pbmZlcmVuY2UuTW9kZWxJbmZlclJlcXVl' +
  'c3QuUGFyYW1ldGVyc0VudHJ5UgpwYXJhbWV0ZXJzEkUKBmlucHV0cxgFIAMoCzItLmluZmVyZW5jZS5Nb2RlbEluZmVyUmVxdWVz' +
  'dC5JbmZlcklucHV0VGVuc29yUgZpbnB1dHMSUQoHb3V0cHV0cxgGIAMoCzI3LmluZmVyZW5jZS5Nb2RlbEluZmVyUmVxdWVzdC5J' +
  'bmZlclJlcXVlc3RlZE91dHB1dFRlbnNvclIHb3V0cHV0cxIsChJyYXdfaW5wdXRfY29udGVudHMYByADKAxSEHJhd0lucHV0Q29u' +
  'dGVudHMaWAoPUGFyYW1ldGVyc0VudHJ5EhAKA2tleRgBIAEoCVIDa2V5Ei8KBXZhbHVlGAIgASgLMhkuaW5mZXJlbmNlLkluZmVy' +
  'UGFyYW1ldGVyUgV2YWx1ZToCOAEazQIKEEluZmVySW5wdXRUZW5zb3ISEgoEbmFtZRgBIAEoCVIEbmFtZRIaCghkYXRhdHlwZRgC' +
  'IAEoCVIIZGF0YXR5cGUSFAoFc2hhcGUYAyADKANSBXNoYXBlEl0KCnBhcmFtZXRlcnMYBCADKAsyPS5pbmZlcmVuY2UuTW9kZWxJ' +
  'bmZlclJlcXVlc3QuSW5mZXJJbnB1dFRlbnNvci5QYXJhbWV0ZXJzRW50cnlSCnBhcmFtZXRlcnMSOgoIY29udGVudHMYBSABKAsy' +
  'Hi5pbmZlcmVuY2UuSW5mZXJUZW5zb3JDb250ZW50c1IIY29udGVudHMaWAoPUGFyYW1ldGVyc0VudHJ5EhAKA2tleRgBIAEoCVID' +
  'a2V5Ei8KBXZhbHVlGAIgASgLMhkuaW5mZXJlbmNlLkluZmVyUGFyYW1ldGVyUgV2YWx1ZToCOAEa8wEKGkluZmVyUmVxdWVzdGVk' +
  'T3V0cHV0VGVuc29yEhIKBG5hbWUYASABKAlSBG5hbWUSZwoKcGFyYW1ldGVycxgCIAMoCzJHLmluZmVyZW5jZS5Nb2RlbEluZmVy' +
  'UmVxdWVzdC5JbmZlclJlcXVlc3RlZE91dHB1dFRlbnNvci5QYXJhbWV0ZXJzRW50cnlSCnBhcmFtZXRlcnMaWAoPUGFyYW1ldGVy' +
  'c0VudHJ5EhAKA2tleRgBIAEoCVIDa2V5Ei8KBXZhbHVlGAIgASgLMhkuaW5mZXJlbmNlLkluZmVyUGFyYW1ldGVyUgV2YWx1ZToC' +
  'OAEi3wUKEk1vZGVsSW5mZXJSZXNwb25zZRIdCgptb2RlbF9uYW1lGAEgASgJUgltb2RlbE5hbWUSIwoNbW9kZWxfdmVyc2lvbhgC' +
  'IAEoCVIMbW9kZWxWZXJzaW9uEg4KAmlkGAMgASgJUgJpZBJNCgpwYXJhbWV0ZXJzGAQgAygLMi0uaW5mZXJlbmNlLk1vZGVsSW5m' +
  'ZXJSZXNwb25zZS5QYXJhbWV0ZXJzRW50cnlSCnBhcmFtZXRlcnMSSQoHb3V0cHV0cxgFIAMoCzIvLmluZmVyZW5jZS5Nb2RlbElu' +
  'ZmVyUmVzcG9uc2UuSW5mZXJPdXRwdXRUZW5zb3JSB291dHB1dHMSLgoTcmF3X291dHB1dF9jb250ZW50cxgGIAMoDFIRcmF3T3V0' +
  'cHV0Q29udGVudHMaWAoPUGFyYW1ldGVyc0VudHJ5EhAKA2tleRgBIAEoCVIDa2V5Ei8KBXZhbHVlGAIgASgLMhkuaW5mZXJlbmNl' +
  'LkluZmVyUGFyYW1ldGVyUgV2YWx1ZToCOAEa0AIKEUluZmVyT3V0cHV0VGVuc29yEhIKBG5hbWUYASABKAlSBG5hbWUSGgoIZGF0' +
  'YXR5cGUYAiABKAlSCGRhdGF0eXBlEhQKBXNoYXBlGAMgAygDUgVzaGFwZRJfCgpwYXJhbWV0ZXJzGAQgAygLMj8uaW5mZXJlbmNl' +
  'Lk1vZGVsSW5mZXJSZXNwb25zZS5JbmZlck91dHB1dFRlbnNvci5QYXJhbWV0ZXJzRW50cnlSCnBhcmFtZXRlcnMSOgoIY29udGVu' +
  'dHMYBSABKAsyHi5pbmZlcmVuY2UuSW5mZXJUZW5zb3JDb250ZW50c1IIY29udGVudHMaWAoPUGFyYW1ldGVyc0VudHJ5EhAKA2tl' +
  'eRgBIAEoCVIDa2V5Ei8KBXZhbHVlGAIgASgLMhkuaW5mZXJlbmNlLkluZmVyUGFyYW1ldGVyUgV2YWx1ZToCOAEi1wEKDkluZmVy' +
  'UGFyYW1ldGVyEh8KCmJvb2xfcGFyYW0YASABKAhIAFIJYm9vbFBhcmFtEiEKC2ludDY0X3BhcmFtGAIgASgDSABSCmludDY0UGFy' +
  'YW0SIwoMc3RyaW5nX3BhcmFtGAMgASgJSABSC3N0cmluZ1BhcmFtEiMKDGRvdWJsZV9wYXJhbRgEIAEoAUgAUgtkb3VibGVQYXJh' +
  'bRIjCgx1aW50NjRfcGFyYW0YBSABKARIAFILdWludDY0UGFyYW1CEgoQcGFyYW1ldGVyX2Nob2ljZSLDAgoTSW5mZXJUZW5zb3JD' +
  'b250ZW50cxIjCg1ib29sX2NvbnRlbnRzGAEgAygIUgxib29sQ29udGVudHMSIQoMaW50X2NvbnRlbnRzGAIgAygFUgtpbnRDb250' +
  'ZW50cxIlCg5pbnQ2NF9jb250ZW50cxgDIAMoA1INaW50NjRDb250ZW50cxIjCg11aW50X2NvbnRlbnRzGAQgAygNUgx1aW50Q29u' +
  'dGVudHMSJwoPdWludDY0X2NvbnRlbnRzGAUgAygEUg51aW50NjRDb250ZW50cxIjCg1mcDMyX2NvbnRlbnRzGAYgAygCUgxmcDMy' +
  'Q29udGVudHMSIwoNZnA2NF9jb250ZW50cxgHIAMoAVIMZnA2NENvbnRlbnRzEiUKDmJ5dGVzX2NvbnRlbnRzGAggAygMUg1ieXRl' +
  'c0NvbnRlbnRzIlcKFlJlcG9zaXRvcnlJbmRleFJlcXVlc3QSJwoPcmVwb3NpdG9yeV9uYW1lGAEgASgJUg5yZXBvc2l0b3J5TmFt' +
  'ZRIUCgVyZWFkeRgCIAEoCFIFcmVhZHkiygEKF1JlcG9zaXRvcnlJbmRleFJlc3BvbnNlEkUKBm1vZGVscxgBIAMoCzItLmluZmVy' +
  'ZW5jZS5SZXBvc2l0b3J5SW5kZXhSZXNwb25zZS5Nb2RlbEluZGV4UgZtb2RlbHMaaAoKTW9kZWxJbmRleBISCgRuYW1lGAEgASgJ' +
  'UgRuYW1lEhgKB3ZlcnNpb24YAiABKAlSB3ZlcnNpb24SFAoFc3RhdGUYAyABKAlSBXN0YXRlEhYKBnJlYXNvbhgEIAEoCVIGcmVh' +
  'c29uIkIKEk1vZGVsQ29uZmlnUmVxdWVzdBISCgRuYW1lGAEgASgJUgRuYW1lEhgKB3ZlcnNpb24YAiABKAlSB3ZlcnNpb24iRQoT' +
  'TW9kZWxDb25maWdSZXNwb25zZRIuCgZjb25maWcYASABKAsyFi5pbmZlcmVuY2UuTW9kZWxDb25maWdSBmNvbmZpZyLZAQoKTW9k' +
  'ZWxJbnB1dBISCgRuYW1lGAEgASgJUgRuYW1lEjAKCWRhdGFfdHlwZRgCIAEoDjITLmluZmVyZW5jZS5EYXRhVHlwZVIIZGF0YVR5' +
  'cGUSNAoGZm9ybWF0GAMgASgOMhwuaW5mZXJlbmNlLk1vZGVsSW5wdXQuRm9ybWF0UgZmb3JtYXQSEgoEZGltcxgEIAMoA1IEZGlt' +
  'cyI7CgZGb3JtYXQSDwoLRk9STUFUX05PTkUQABIPCgtGT1JNQVRfTkhXQxABEg8KC0ZPUk1BVF9OQ0hXEAIiZwoLTW9kZWxPdXRw' +
  'dXQSEgoEbmFtZRgBIAEoCVIEbmFtZRIwCglkYXRhX3R5cGUYAiABKA4yEy5pbmZlcmVuY2UuRGF0YVR5cGVSCGRhdGFUeXBlEhIK' +
  'BGRpbXMYAyADKANSBGRpbXMiwAEKC01vZGVsQ29uZmlnEhIKBG5hbWUYASABKAlSBG5hbWUSGgoIcGxhdGZvcm0YAiABKAlSCHBs' +
  'YXRmb3JtEiQKDm1heF9iYXRjaF9zaXplGAQgASgFUgxtYXhCYXRjaFNpemUSKwoFaW5wdXQYBSADKAsyFS5pbmZlcmVuY2UuTW9k' +
  'ZWxJbnB1dFIFaW5wdXQSLgoGb3V0cHV0GAYgAygLMhYuaW5mZXJlbmNlLk1vZGVsT3V0cHV0UgZvdXRwdXQq+gEKCERhdGFUeXBl' +
  'EhAKDFRZUEVfSU5WQUxJRBAAEg0KCVRZUEVfQk9PTBABEg4KClRZUEVfVUlOVDgQAhIPCgtUWVBFX1VJTlQxNhADEg8KC1RZUEVf' +
  'VUlOVDMyEAQSDwoLVFlQRV9VSU5UNjQQBRINCglUWVBFX0lOVDgQBhIOCgpUWVBFX0lOVDE2EAcSDgoKVFlQRV9JTlQzMhAIEg4K' +
  'ClRZUEVfSU5UNjQQCRINCglUWVBFX0ZQMTYQChINCglUWVBFX0ZQMzIQCxINCglUWVBFX0ZQNjQQDBIPCgtUWVBFX1NUUklORxAN' +
  'Eg0KCVRZUEVfQkYxNhAOMpgFChRHUlBDSW5mZXJlbmNlU2VydmljZRJJCgpTZXJ2ZXJMaXZlEhwuaW5mZXJlbmNlLlNlcnZlckxp' +
  'dmVSZXF1ZXN0Gh0uaW5mZXJlbmNlLlNlcnZlckxpdmVSZXNwb25zZRJMCgtTZXJ2ZXJSZWFkeRIdLmluZmVyZW5jZS5TZXJ2ZXJS' +
  'ZWFkeVJlcXVlc3QaHi5pbmZlcmVuY2UuU2VydmVyUmVhZHlSZXNwb25zZRJJCgpNb2RlbFJlYWR5EhwuaW5mZXJlbmNlLk1vZGVs' +
  'UmVhZHlSZXF1ZXN0Gh0uaW5mZXJlbmNlLk1vZGVsUmVhZHlSZXNwb25zZRJVCg5TZXJ2ZXJNZXRhZGF0YRIgLmluZmVyZW5jZS5T' +
  'ZXJ2ZXJNZXRhZGF0YVJlcXVlc3QaIS5pbmZlcmVuY2UuU2VydmVyTWV0YWRhdGFSZXNwb25zZRJSCg1Nb2RlbE1ldGFkYXRhEh8u' +
  'aW5mZXJlbmNlLk1vZGVsTWV0YWRhdGFSZXF1ZXN0GiAuaW5mZXJlbmNlLk1vZGVsTWV0YWRhdGFSZXNwb25zZRJJCgpNb2RlbElu' +
  'ZmVyEhwuaW5mZXJlbmNlLk1vZGVsSW5mZXJSZXF1ZXN0Gh0uaW5mZXJlbmNlLk1vZGVsSW5mZXJSZXNwb25zZRJYCg9SZXBvc2l0' +
  'b3J5SW5kZXgSIS5pbmZlcmVuY2UuUmVwb3NpdG9yeUluZGV4UmVxdWVzdBoiLmluZmVyZW5jZS5SZXBvc2l0b3J5SW5kZXhSZXNw' +
  'b25zZRJMCgtNb2RlbENvbmZpZxIdLmluZmVyZW5jZS5Nb2RlbENvbmZpZ1JlcXVlc3QaHi5pbmZlcmVuY2UuTW9kZWxDb25maWdS' +
  'ZXNwb25zZWIGcHJvdG8z';

// grpc/health/v1/health.proto
export const HEALTH_FILE_DESCRIPTOR =
  'ChtncnBjL2hlYWx0aC92MS9oZWFsdGgucHJvdG8SDmdycGMuaGVhbHRoLnYxIhMKEUhlYWx0aExpc3RSZXF1ZXN0IsQBChJIZWFs' +
  'dGhMaXN0UmVzcG9uc2USTAoIc3RhdHVzZXMYASADKAsyMC5ncnBjLmhlYWx0aC52MS5IZWFsdGhMaXN0UmVzcG9uc2UuU3RhdHVz' +
  'ZXNFbnRyeVIIc3RhdHVzZXMaYAoNU3RhdHVzZXNFbnRyeRIQCgNrZXkYASABKAlSA2tleRI5CgV2YWx1ZRgCIAEoCzIjLmdycGMu' +
  'aGVhbHRoLnYxLkhlYWx0aENoZWNrUmVzcG9uc2VSBXZhbHVlOgI4ASIuChJIZWFsdGhDaGVja1JlcXVlc3QSGAoHc2VydmljZRgB' +
  'IAEoCVIHc2VydmljZSKxAQoTSGVhbHRoQ2hlY2tSZXNwb25zZRJJCgZzdGF0dXMYASABKA4yMS5ncnBjLmhlYWx0aC52MS5IZWFs' +
  'dGhDaGVja1Jlc3BvbnNlLlNlcnZpbmdTdGF0dXNSBnN0YXR1cyJPCg1TZXJ2aW5nU3RhdHVzEgsKB1VOS05PV04QABILCgdTRVJW' +
  'SU5HEAESDwoLTk9UX1NFUlZJTkcQAhITCg9TRVJWSUNFX1VOS05PV04QAzL9AQoGSGVhbHRoElAKBUNoZWNrEiIuZ3JwYy5oZWFs' +
  'dGgudjEuSGVhbHRoQ2hlY2tSZXF1ZXN0GiMuZ3JwYy5oZWFsdGgudjEuSGVhbHRoQ2hlY2tSZXNwb25zZRJSCgVXYXRjaBIiLmdy' +
  'cGMuaGVhbHRoLnYxLkhlYWx0aENoZWNrUmVxdWVzdBojLmdycGMuaGVhbHRoLnYxLkhlYWx0aENoZWNrUmVzcG9uc2UwARJNCgRM' +
  'aXN0EiEuZ3JwYy5oZWFsdGgudjEuSGVhbHRoTGlzdFJlcXVlc3QaIi5ncnBjLmhlYWx0aC52MS5IZWFsdGhMaXN0UmVzcG9uc2VC' +
  'YQoRaW8uZ3JwYy5oZWFsdGgudjFCC0hlYWx0aFByb3RvUAFaLGdvb2dsZS5nb2xhbmcub3JnL2dycGMvaGVhbHRoL2dycGNfaGVh' +
  'bHRoX3YxqgIOR3JwYy5IZWFsdGguVjFiBnByb3RvMw==';
