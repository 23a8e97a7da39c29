/** The user on whose behalf the model works. */
export interface Viewer {
  readonly id: number;
  readonly username: string;
  readonly isSuperuser: boolean;
}
