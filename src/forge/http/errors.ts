import type { ContentfulStatusCode } from "hono/utils/http-status";

const DOCS = "https://docs.github.com/rest";

export interface FieldError {
  resource: string;
  field?: string;
  code: string;
  message?: string;
  value?: unknown;
}

/** An answer that says no, in GitHub's shape. */
export class ApiError extends Error {
  readonly status: ContentfulStatusCode;
  readonly errors: readonly (FieldError | string)[] | undefined;

  constructor(status: ContentfulStatusCode, message: string, errors?: readonly (FieldError | string)[]) {
    super(message);
    this.status = status;
    this.errors = errors;
  }

  body(): Record<string, unknown> {
    const { message, errors } = this;
    return { message, ...(errors && { errors }), documentation_url: DOCS };
  }
}

export const notFound = () => new ApiError(404, "Not Found");
export const badCredentials = () => new ApiError(401, "Bad credentials");
export const forbiddenToApp = () => new ApiError(403, "Resource not accessible by integration");
/** 422 about fields, `Validation Failed`. */
export const invalid = (...errors: FieldError[]) => new ApiError(422, "Validation Failed", errors);
/** 422 with plain sentences, as reviews and refs give. */
export const unprocessable = (...sentences: string[]) => new ApiError(422, "Unprocessable Entity", sentences);
