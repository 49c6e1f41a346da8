import type { MantineColorsTuple } from '@mantine/core';

/** The one accent: aubergine. Shade 7 carries it on paper, shade 3 on charcoal. */
export const plum: MantineColorsTuple = [
  '#faf2f7',
  '#f3e2ed',
  '#e6c5da',
  '#d6a3c5',
  '#c17fac',
  '#a65f91',
  '#8b4778',
  '#733763',
  '#5b2a4e',
  '#411d38',
];

/** Warm greys of paper and pencil, for light. */
export const paper: MantineColorsTuple = [
  '#fbf9f6',
  '#f4efe8',
  '#ebe4da',
  '#ddd4c8',
  '#c8bdaf',
  '#a89c8e',
  '#6f655a',
  '#5b5249',
  '#423b34',
  '#2a2521',
];

/** Warm greys of charcoal, for dark; index 0 is the text, 7 the page. */
export const charcoal: MantineColorsTuple = [
  '#ece6df',
  '#d3cbc2',
  '#b3a99e',
  '#978d82',
  '#574e47',
  '#443c36',
  '#322c28',
  '#231f1c',
  '#181513',
  '#110f0d',
];

export const leaf: MantineColorsTuple = [
  '#eff6ee',
  '#dcebda',
  '#bad7b7',
  '#9cc498',
  '#75a971',
  '#558f52',
  '#417640',
  '#305f30',
  '#244a25',
  '#18341a',
];

export const amber: MantineColorsTuple = [
  '#fdf5e6',
  '#f9e7c6',
  '#f0cf93',
  '#e5b866',
  '#d09b3c',
  '#b07d22',
  '#8f6316',
  '#734d0f',
  '#58390a',
  '#3f2806',
];

export const brick: MantineColorsTuple = [
  '#fdf1ee',
  '#fadfd9',
  '#f2bdb2',
  '#eb9d8e',
  '#dc7563',
  '#c65644',
  '#ac3f2f',
  '#8d2f21',
  '#6c2317',
  '#4b170f',
];

export const sky: MantineColorsTuple = [
  '#eef5f8',
  '#d9e9f0',
  '#b3d2df',
  '#90bdcf',
  '#639fb6',
  '#43829b',
  '#316a81',
  '#265567',
  '#1d4250',
  '#132d37',
];
