import sharp from 'sharp';

/**
 * A Gaussian blur, the ends of rows and columns continued outwards.
 *
 * @param sideShare sigma, as a share of the picture's shorter side
 */
export function blurred({ width, height, data }, sideShare) {
  const kernel = gaussian(sideShare * Math.min(width, height));
  const along = convolve({ data, count: width, lines: height }, { step: 3, lineStep: width * 3 }, kernel);
  const across = { data: along, count: height, lines: width };
  return { width, height, data: toBytes(convolve(across, { step: width * 3, lineStep: 3 }, kernel)) };
}

/** The camera moved: the mean along a line of the row, as long as a share of the picture's shorter side. */
export function shaken({ width, height, data }, sideShare) {
  const length = Math.max(3, Math.round(sideShare * Math.min(width, height)) | 1);
  const kernel = new Float64Array(length).fill(1 / length);
  const moved = convolve({ data, count: width, lines: height }, { step: 3, lineStep: width * 3 }, kernel);
  return { width, height, data: toBytes(moved) };
}

/** Every sample times a gain, clipped. */
export function exposed({ width, height, data }, gain) {
  return { width, height, data: toBytes(Float64Array.from(data, (sample) => sample * gain)) };
}

/** As far from its own luma as the share says: 0 is grey. */
export function saturated({ width, height, data }, share) {
  const samples = Float64Array.from(data, (sample, i) => {
    const first = i - (i % 3);
    const luma = 0.299 * data[first] + 0.587 * data[first + 1] + 0.114 * data[first + 2];
    return luma + (sample - luma) * share;
  });
  return { width, height, data: toBytes(samples) };
}

/** Black outside a circle in the middle, as a dermatoscope's field of view; its diameter is a share of the shorter side. */
export function withDarkCorners({ width, height, data }, sideShare) {
  const radius = (sideShare * Math.min(width, height)) / 2;
  const isInside = (i) => {
    const pixel = Math.floor(i / 3);
    const x = (pixel % width) - (width - 1) / 2;
    const y = Math.floor(pixel / width) - (height - 1) / 2;
    return x * x + y * y <= radius * radius;
  };
  return { width, height, data: data.map((sample, i) => (isInside(i) ? sample : 0)) };
}

/** The picture's mean colour, with the noise of a sensor: a standard deviation of 3 of 255. */
export function withoutContent({ width, height, data }) {
  const sums = [0, 0, 0];
  data.forEach((sample, i) => {
    sums[i % 3] += sample;
  });
  const means = sums.map((sum) => sum / (width * height));
  return noisy({ width, height, data: Float32Array.from(data, (_, i) => means[i % 3]) }, 3);
}

/** Every sample with noise of its own, as that of a sensor in little light; sigma is of 255 levels. */
export function noisy({ width, height, data }, sigma) {
  const random = uniform(data.length + Math.round(1000 * data[0]));
  // The sum of four uniform numbers is close to normal; its variance is a third.
  const normal = () => Math.sqrt(3) * (random() + random() + random() + random() - 2);
  return { width, height, data: toBytes(Float64Array.from(data, (sample) => sample + sigma * normal())) };
}

/** In squares of one colour each, their mean; so many rows of them. */
export function pixelated({ width, height, data }, rows) {
  const columns = Math.round((rows * width) / height);
  const squareAt = (pixel) => {
    const row = Math.floor(((Math.floor(pixel / width) + 0.5) * rows) / height);
    return row * columns + Math.floor((((pixel % width) + 0.5) * columns) / width);
  };
  const squares = Int32Array.from({ length: width * height }, (_, pixel) => squareAt(pixel));
  const counts = new Float64Array(rows * columns);
  const sums = new Float64Array(rows * columns * 3);
  for (const [pixel, square] of squares.entries()) {
    counts[square] += 1;
    for (let channel = 0; channel < 3; channel++) sums[square * 3 + channel] += data[pixel * 3 + channel];
  }
  const samples = Float64Array.from(data, (_, i) => {
    const square = squares[Math.floor(i / 3)];
    return sums[square * 3 + (i % 3)] / counts[square];
  });
  return { width, height, data: toBytes(samples) };
}

/** As it comes back from a JPEG of this quality (1 to 100, libjpeg's). */
export async function compressed({ width, height, data }, quality) {
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
  return { width, height, data: new Uint8Array(await sharp(jpeg).raw().toBuffer()) };
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator). */
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function gaussian(sigma) {
  const radius = Math.ceil(4 * sigma);
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** `step` and `lineStep` are the distances, in samples, between the pixels of a line and between lines. */
function convolve({ data, count, lines }, { step, lineStep }, kernel) {
  const radius = (kernel.length - 1) / 2;
  const result = new Float32Array(data.length);
  const line = new Float64Array(count + 2 * radius);
  for (let first = 0; first < lines * 3; first++) {
    const start = Math.floor(first / 3) * lineStep + (first % 3);
    for (let i = 0; i < line.length; i++) {
      line[i] = data[start + Math.min(Math.max(i - radius, 0), count - 1) * step];
    }
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k] * line[i + k];
      result[start + i * step] = sum;
    }
  }
  return result;
}

function toBytes(samples) {
  return Uint8Array.from(Uint8ClampedArray.from(samples));
}
