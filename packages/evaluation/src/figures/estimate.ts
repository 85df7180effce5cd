export type { Estimate, Interval } from '@slc/domain';
