// Original file: proto/inference/open_inference_grpc.proto


export interface RepositoryIndexRequest {
  /**
   * The name of the repository. If empty the index is returned
   * for all repositories.
   */
  'repositoryName'?: (string);
  /**
   * If true return only models currently ready for inferencing.
   */
  'ready'?: (boolean);
}

export interface RepositoryIndexRequest__Output {
  /**
   * The name of the repository. If empty the index is returned
   * for all repositories.
   */
  'repositoryName': (string);
  /**
   * If true return only models currently ready for inferencing.
   */
  'ready': (boolean);
}
