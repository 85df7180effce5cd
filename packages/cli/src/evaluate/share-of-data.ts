import { SlcError } from '@slc/domain';
import type { LabelledData } from '@slc/evaluation';
import { isInShare, type Share } from '../answer-file/share.js';

/**
 * The share's images and rows, by the names that the table or the folder gives them: shares of the same data are disjoint, and
 * together all of it.
 *
 * @throws SlcError `not_found` where it has no image
 */
export function shareOfData(data: LabelledData, share: Share | undefined): LabelledData {
  if (!share) return data;
  const isOwn = ({ file }: { readonly file: string }) => isInShare(file, share);
  const images = data.images.filter(isOwn);
  if (images.length === 0) {
    const message = `--shard ${share.number}/${share.of}: expected images, this share has none of ${data.images.length}`;
    throw new SlcError('not_found', message);
  }
  return { ...data, images, leftOut: data.leftOut.filter(isOwn) };
}
