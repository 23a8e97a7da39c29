export function commissioningUserData(): Buffer {
  return Buffer.from('#!/bin/sh\n');
}
