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
                },
                "assessment": {
                  "type": "Assessment",
                  "id": 11
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
  'Q2xhc3NpZnlPcHRpb25zEhgKB3ByZXZpZXcYASABKAhSB3ByZXZpZXci/wMKEENsYXNzaWZ5UmVzcG9uc2USGwoJdG9wX2NsYXNz' +
  'GAEgASgJUgh0b3BDbGFzcxI7CgtwcmVkaWN0aW9ucxgCIAMoCzIZLmNsYXNzaWZpZXIudjEuUHJlZGljdGlvblILcHJlZGljdGlv' +
  'bnMSIAoLdGVtcGVyYXR1cmUYAyABKAFSC3RlbXBlcmF0dXJlEi0KBW1vZGVsGAQgASgLMhcuY2xhc3NpZmllci52MS5Nb2RlbFJl' +
  'ZlIFbW9kZWwSFgoGZW5naW5lGAUgASgJUgZlbmdpbmUSNwoKdGltaW5nc19tcxgGIAEoCzIYLmNsYXNzaWZpZXIudjEuVGltaW5n' +
  'c01zUgl0aW1pbmdzTXMSFgoGbm90aWNlGAcgASgJUgZub3RpY2USLgoFaW1hZ2UYCCABKAsyGC5jbGFzc2lmaWVyLnYxLkltYWdl' +
  'SW5mb1IFaW1hZ2USGAoHcHJldmlldxgJIAEoDFIHcHJldmlldxI4ChVtYWxpZ25hbnRfcHJvYmFiaWxpdHkYCiABKAFIAFIUbWFs' +
  'aWduYW50UHJvYmFiaWxpdHmIAQESOQoKYXNzZXNzbWVudBgLIAEoCzIZLmNsYXNzaWZpZXIudjEuQXNzZXNzbWVudFIKYXNzZXNz' +
  'bWVudEIYChZfbWFsaWduYW50X3Byb2JhYmlsaXR5IpsCCgpBc3Nlc3NtZW50EhgKB3ZlcmRpY3QYASABKAlSB3ZlcmRpY3QSGAoH' +
  'cmVhc29ucxgCIAMoCVIHcmVhc29ucxJDCg5wcmVkaWN0aW9uX3NldBgDIAEoCzIcLmNsYXNzaWZpZXIudjEuUHJlZGljdGlvblNl' +
  'dFINcHJlZGljdGlvblNldBIwCgdvdXRsaWVyGAQgASgLMhYuY2xhc3NpZmllci52MS5PdXRsaWVyUgdvdXRsaWVyEjYKB3F1YWxp' +
  'dHkYBSADKAsyHC5jbGFzc2lmaWVyLnYxLlF1YWxpdHlGaWd1cmVSB3F1YWxpdHkSKgoFdmlld3MYBiABKAsyFC5jbGFzc2lmaWVy' +
  'LnYxLlZpZXdzUgV2aWV3cyJFCg1QcmVkaWN0aW9uU2V0EhgKB2NsYXNzZXMYASADKAlSB2NsYXNzZXMSGgoIY292ZXJhZ2UYAiAB' +
  'KAFSCGNvdmVyYWdlIkQKB091dGxpZXISFAoFc2NvcmUYASABKAFSBXNjb3JlEiMKDXVudXNhYmxlX2Zyb20YAiABKAFSDHVudXNh' +
  'YmxlRnJvbSJPCg1RdWFsaXR5RmlndXJlEhIKBGNvZGUYASABKAlSBGNvZGUSFAoFdmFsdWUYAiABKAFSBXZhbHVlEhQKBWxpbWl0' +
  'GAMgASgBUgVsaW1pdCI5CgVWaWV3cxIUCgVjb3VudBgBIAEoDVIFY291bnQSGgoIYWdyZWVpbmcYAiABKA1SCGFncmVlaW5nIncK' +
  'FUNsYXNzaWZ5U3RyZWFtUmVxdWVzdBIOCgJpZBgBIAEoCVICaWQSFAoFaW1hZ2UYAiABKAxSBWltYWdlEjgKB29wdGlvbnMYAyAB' +
  'KAsyHi5jbGFzc2lmaWVyLnYxLkNsYXNzaWZ5T3B0aW9uc1IHb3B0aW9ucyKhAQoWQ2xhc3NpZnlTdHJlYW1SZXNwb25zZRIOCgJp' +
  'ZBgBIAEoCVICaWQSOQoGYW5zd2VyGAIgASgLMh8uY2xhc3NpZmllci52MS5DbGFzc2lmeVJlc3BvbnNlSABSBmFuc3dlchIxCgVl' +
  'cnJvchgDIAEoCzIZLmNsYXNzaWZpZXIudjEuSW1hZ2VFcnJvckgAUgVlcnJvckIJCgdvdXRjb21lIjoKCkltYWdlRXJyb3ISEgoE' +
  'Y29kZRgBIAEoCVIEY29kZRIYCgdtZXNzYWdlGAIgASgJUgdtZXNzYWdlIloKClByZWRpY3Rpb24SFAoFY2xhc3MYASABKAlSBWNs' +
  'YXNzEiAKC3Byb2JhYmlsaXR5GAIgASgBUgtwcm9iYWJpbGl0eRIUCgVsb2dpdBgDIAEoAVIFbG9naXQiaQoITW9kZWxSZWYSDgoC' +
  'aWQYASABKAlSAmlkEhoKCHJldmlzaW9uGAIgASgJUghyZXZpc2lvbhIWCgZzaGEyNTYYAyABKAlSBnNoYTI1NhIZCghzdGFuZF9p' +
  'bhgEIAEoCFIHc3RhbmRJbiJtCglUaW1pbmdzTXMSFAoFcXVldWUYASABKAFSBXF1ZXVlEhYKBmRlY29kZRgCIAEoAVIGZGVjb2Rl' +
  'EhwKCWluZmVyZW5jZRgDIAEoAVIJaW5mZXJlbmNlEhQKBXRvdGFsGAQgASgBUgV0b3RhbCJRCglJbWFnZUluZm8SFgoGZm9ybWF0' +
  'GAEgASgJUgZmb3JtYXQSFAoFd2lkdGgYAiABKA1SBXdpZHRoEhYKBmhlaWdodBgDIAEoDVIGaGVpZ2h0IhUKE0dldE1vZGVsSW5m' +
  'b1JlcXVlc3QikgMKFEdldE1vZGVsSW5mb1Jlc3BvbnNlEi8KBXN0YXRlGAEgASgLMhkuY2xhc3NpZmllci52MS5Nb2RlbFN0YXRl' +
  'UgVzdGF0ZRItCgVtb2RlbBgCIAEoCzIXLmNsYXNzaWZpZXIudjEuTW9kZWxSZWZSBW1vZGVsEhYKBmVuZ2luZRgDIAEoCVIGZW5n' +
  'aW5lEg4KAmlkGAQgASgJUgJpZBIaCghyZXZpc2lvbhgFIAEoCVIIcmV2aXNpb24SFgoGbGFiZWxzGAYgAygJUgZsYWJlbHMSIQoM' +
  'aW5wdXRfaGVpZ2h0GAcgASgNUgtpbnB1dEhlaWdodBIfCgtpbnB1dF93aWR0aBgIIAEoDVIKaW5wdXRXaWR0aBIgCgt0ZW1wZXJh' +
  'dHVyZRgJIAEoAVILdGVtcGVyYXR1cmUSGAoHbGljZW5jZRgKIAEoCVIHbGljZW5jZRIZCghzdGFuZF9pbhgLIAEoCFIHc3RhbmRJ' +
  'bhIjCg1tYW5pZmVzdF9qc29uGAwgASgJUgxtYW5pZmVzdEpzb24iowEKCk1vZGVsU3RhdGUSFAoFcGhhc2UYASABKAlSBXBoYXNl' +
  'EhYKBnJlYXNvbhgCIAEoCVIGcmVhc29uEiIKCmJ5dGVzX2RvbmUYAyABKARIAFIJYnl0ZXNEb25liAEBEiQKC2J5dGVzX3RvdGFs' +
  'GAQgASgESAFSCmJ5dGVzVG90YWyIAQFCDQoLX2J5dGVzX2RvbmVCDgoMX2J5dGVzX3RvdGFsMpUCCgpDbGFzc2lmaWVyEksKCENs' +
  'YXNzaWZ5Eh4uY2xhc3NpZmllci52MS5DbGFzc2lmeVJlcXVlc3QaHy5jbGFzc2lmaWVyLnYxLkNsYXNzaWZ5UmVzcG9uc2USYQoO' +
  'Q2xhc3NpZnlTdHJlYW0SJC5jbGFzc2lmaWVyLnYxLkNsYXNzaWZ5U3RyZWFtUmVxdWVzdBolLmNsYXNzaWZpZXIudjEuQ2xhc3Np' +
  'ZnlTdHJlYW1SZXNwb25zZSgBMAESVwoMR2V0TW9kZWxJbmZvEiIuY2xhc3NpZmllci52MS5HZXRNb2RlbEluZm9SZXF1ZXN0GiMu' +
  'Y2xhc3NpZmllci52MS5HZXRNb2RlbEluZm9SZXNwb25zZWIGcHJvdG8z';

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
