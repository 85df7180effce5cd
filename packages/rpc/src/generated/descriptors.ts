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
