// Original file: proto/classifier/v1/classifier.proto


export interface GetModelInfoRequest {
}

export interface GetModelInfoRequest__Output {
}
