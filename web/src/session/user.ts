export interface User {
  readonly username: string;
  readonly email: string;
  readonly is_superuser: boolean;
}
