/** The Content-Type of the short texts that operations of clusters answer. */
export const SHORT_TEXT = 'text/html; charset=utf-8';
