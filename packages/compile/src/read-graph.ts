import type { Normalisation } from '@slc/domain';
import { type KerasModel, readKerasModel } from '@slc/keras-h5';
import { findOwnScaling, type LayerGraph, type OwnScaling, prepareGraph } from '@slc/layer-graph';
import { SCALINGS, scalingOfNetwork } from '@slc/models';
import type { ReadChoices } from './compile-protocol.js';

export interface ReadGraphOptions {
  readonly weightsPath: string;
  /** Where large files are unpacked. */
  readonly scratchDirectory: string;
  /** Becomes a part of the network. Null: what suits the network's first layers. */
  readonly normalisation: Normalisation | null;
  readonly read: ReadChoices;
}

export interface ReadGraph {
  readonly model: KerasModel;
  /** As engines compile it. */
  readonly graph: LayerGraph;
  readonly ownScaling: OwnScaling;
}

/** Reads a model file to the layer graph that engines compile. @throws SlcError as `readKerasModel` */
export async function readGraph({
  weightsPath,
  scratchDirectory,
  normalisation,
  read,
}: ReadGraphOptions): Promise<ReadGraph> {
  const model = await readKerasModel(weightsPath, { scratchDirectory, ...read });
  // Whole numbers can only be pixels as they come.
  const ownScaling = model.takesWholeNumbers ? 'pixels' : findOwnScaling(model.graph);
  const wanted = normalisation ?? SCALINGS[scalingOfNetwork(ownScaling).scaling];
  return { model, graph: prepareGraph(model.graph, wanted), ownScaling };
}
