# Turns a machine with x86-64 UEFI off by ResetSystem (UEFI 2.10, 8.5.1). An EFI application: RDX is the system table.
# programs.ts holds its bytes; test/cluster/boot/programs/programs.test.ts assembles it and compares.

        .code64
        .globl  _start
_start: subq    $40, %rsp                       # room for four arguments; the stack is aligned
        movq    88(%rdx), %rax                  # RuntimeServices
        movl    $2, %ecx                        # EfiResetShutdown
        xorl    %edx, %edx                      # EFI_SUCCESS
        xorl    %r8d, %r8d
        xorl    %r9d, %r9d
        call    *104(%rax)                      # ResetSystem
        addq    $40, %rsp
        movabsq $0x8000000000000003, %rax       # EFI_UNSUPPORTED
        ret
