/** On whose behalf the model works: what of a caller matters to it. */
export interface Viewer {
  readonly id: number;
  readonly username: string;
  readonly isSuperuser: boolean;
}
