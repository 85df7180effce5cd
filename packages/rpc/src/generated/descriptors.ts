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
  'GAEgASgMUgVpbWFnZRI4CgdvcHRpb25zGAIgASgLMh4uY2xhc3NpZmllci52MS5DbGFzc2lmeU9wdGlvbnNSB29wdGlvbnMiKwoP' +
  'Q2xhc3NpZnlPcHRpb25zEhgKB3ByZXZpZXcYASABKAhSB3ByZXZpZXcixAMKEENsYXNzaWZ5UmVzcG9uc2USGwoJdG9wX2NsYXNz' +
  'GAEgASgJUgh0b3BDbGFzcxI7CgtwcmVkaWN0aW9ucxgCIAMoCzIZLmNsYXNzaWZpZXIudjEuUHJlZGljdGlvblILcHJlZGljdGlv' +
  'bnMSIAoLdGVtcGVyYXR1cmUYAyABKAFSC3RlbXBlcmF0dXJlEi0KBW1vZGVsGAQgASgLMhcuY2xhc3NpZmllci52MS5Nb2RlbFJl' +
  'ZlIFbW9kZWwSFgoGZW5naW5lGAUgASgJUgZlbmdpbmUSNwoKdGltaW5nc19tcxgGIAEoCzIYLmNsYXNzaWZpZXIudjEuVGltaW5n' +
  'c01zUgl0aW1pbmdzTXMSFgoGbm90aWNlGAcgASgJUgZub3RpY2USLgoFaW1hZ2UYCCABKAsyGC5jbGFzc2lmaWVyLnYxLkltYWdl' +
  'SW5mb1IFaW1hZ2USGAoHcHJldmlldxgJIAEoDFIHcHJldmlldxI4ChVtYWxpZ25hbnRfcHJvYmFiaWxpdHkYCiABKAFIAFIUbWFs' +
  'aWduYW50UHJvYmFiaWxpdHmIAQFCGAoWX21hbGlnbmFudF9wcm9iYWJpbGl0eSJ3ChVDbGFzc2lmeVN0cmVhbVJlcXVlc3QSDgoC' +
  'aWQYASABKAlSAmlkEhQKBWltYWdlGAIgASgMUgVpbWFnZRI4CgdvcHRpb25zGAMgASgLMh4uY2xhc3NpZmllci52MS5DbGFzc2lm' +
  'eU9wdGlvbnNSB29wdGlvbnMioQEKFkNsYXNzaWZ5U3RyZWFtUmVzcG9uc2USDgoCaWQYASABKAlSAmlkEjkKBmFuc3dlchgCIAEo' +
  'CzIfLmNsYXNzaWZpZXIudjEuQ2xhc3NpZnlSZXNwb25zZUgAUgZhbnN3ZXISMQoFZXJyb3IYAyABKAsyGS5jbGFzc2lmaWVyLnYx' +
  'LkltYWdlRXJyb3JIAFIFZXJyb3JCCQoHb3V0Y29tZSI6CgpJbWFnZUVycm9yEhIKBGNvZGUYASABKAlSBGNvZGUSGAoHbWVzc2Fn' +
  'ZRgCIAEoCVIHbWVzc2FnZSJaCgpQcmVkaWN0aW9uEhQKBWNsYXNzGAEgASgJUgVjbGFzcxIgCgtwcm9iYWJpbGl0eRgCIAEoAVIL' +
  'cHJvYmFiaWxpdHkSFAoFbG9naXQYAyABKAFSBWxvZ2l0ImkKCE1vZGVsUmVmEg4KAmlkGAEgASgJUgJpZBIaCghyZXZpc2lvbhgC' +
  'IAEoCVIIcmV2aXNpb24SFgoGc2hhMjU2GAMgASgJUgZzaGEyNTYSGQoIc3RhbmRfaW4YBCABKAhSB3N0YW5kSW4ibQoJVGltaW5n' +
  'c01zEhQKBXF1ZXVlGAEgASgBUgVxdWV1ZRIWCgZkZWNvZGUYAiABKAFSBmRlY29kZRIcCglpbmZlcmVuY2UYAyABKAFSCWluZmVy' +
  'ZW5jZRIUCgV0b3RhbBgEIAEoAVIFdG90YWwiUQoJSW1hZ2VJbmZvEhYKBmZvcm1hdBgBIAEoCVIGZm9ybWF0EhQKBXdpZHRoGAIg' +
  'ASgNUgV3aWR0aBIWCgZoZWlnaHQYAyABKA1SBmhlaWdodCIVChNHZXRNb2RlbEluZm9SZXF1ZXN0IpIDChRHZXRNb2RlbEluZm9S' +
  'ZXNwb25zZRIvCgVzdGF0ZRgBIAEoCzIZLmNsYXNzaWZpZXIudjEuTW9kZWxTdGF0ZVIFc3RhdGUSLQoFbW9kZWwYAiABKAsyFy5j' +
  'bGFzc2lmaWVyLnYxLk1vZGVsUmVmUgVtb2RlbBIWCgZlbmdpbmUYAyABKAlSBmVuZ2luZRIOCgJpZBgEIAEoCVICaWQSGgoIcmV2' +
  'aXNpb24YBSABKAlSCHJldmlzaW9uEhYKBmxhYmVscxgGIAMoCVIGbGFiZWxzEiEKDGlucHV0X2hlaWdodBgHIAEoDVILaW5wdXRI' +
  'ZWlnaHQSHwoLaW5wdXRfd2lkdGgYCCABKA1SCmlucHV0V2lkdGgSIAoLdGVtcGVyYXR1cmUYCSABKAFSC3RlbXBlcmF0dXJlEhgK' +
  'B2xpY2VuY2UYCiABKAlSB2xpY2VuY2USGQoIc3RhbmRfaW4YCyABKAhSB3N0YW5kSW4SIwoNbWFuaWZlc3RfanNvbhgMIAEoCVIM' +
  'bWFuaWZlc3RKc29uIqMBCgpNb2RlbFN0YXRlEhQKBXBoYXNlGAEgASgJUgVwaGFzZRIWCgZyZWFzb24YAiABKAlSBnJlYXNvbhIi' +
  'CgpieXRlc19kb25lGAMgASgESABSCWJ5dGVzRG9uZYgBARIkCgtieXRlc190b3RhbBgEIAEoBEgBUgpieXRlc1RvdGFsiAEBQg0K' +
  'C19ieXRlc19kb25lQg4KDF9ieXRlc190b3RhbDKVAgoKQ2xhc3NpZmllchJLCghDbGFzc2lmeRIeLmNsYXNzaWZpZXIudjEuQ2xh' +
  'c3NpZnlSZXF1ZXN0Gh8uY2xhc3NpZmllci52MS5DbGFzc2lmeVJlc3BvbnNlEmEKDkNsYXNzaWZ5U3RyZWFtEiQuY2xhc3NpZmll' +
  'ci52MS5DbGFzc2lmeVN0cmVhbVJlcXVlc3QaJS5jbGFzc2lmaWVyLnYxLkNsYXNzaWZ5U3RyZWFtUmVzcG9uc2UoATABElcKDEdl' +
  'dE1vZGVsSW5mbxIiLmNsYXNzaWZpZXIudjEuR2V0TW9kZWxJbmZvUmVxdWVzdBojLmNsYXNzaWZpZXIudjEuR2V0TW9kZWxJbmZv' +
  'UmVzcG9uc2ViBnByb3RvMw==';

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
