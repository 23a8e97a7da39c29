# Starts the operating system of a machine with x86-64 UEFI from one of its disks: the first boot loader with a known path
# (UEFI 2.10, 3.5.1.1) on a partition that is not removable. An EFI application: RCX is its handle, RDX the system table.
# When no boot loader takes over, it returns EFI_NOT_FOUND.
# programs.ts holds its bytes; test/cluster/boot/programs/programs.test.ts assembles it and compares.

        # Boot services
        .set    HANDLE_PROTOCOL, 0x98
        .set    LOAD_IMAGE, 0xc8
        .set    START_IMAGE, 0xd0
        .set    CONNECT_CONTROLLER, 0x108
        .set    LOCATE_HANDLE_BUFFER, 0x138

        # Below RBP: results, and a device path with room for its last two nodes
        .set    COUNT, -8
        .set    HANDLES, -16
        .set    FOUND, -24
        .set    PATH, -1184
        .set    PATH_END, PATH + 1024
        .set    FRAME, 1184

        .code64
        .globl  _start
_start: pushq   %rbp
        movq    %rsp, %rbp
        subq    $FRAME, %rsp
        pushq   %rbx
        pushq   %rsi
        pushq   %rdi
        pushq   %r12
        pushq   %r13
        pushq   %r14
        subq    $48, %rsp                       # room for six arguments; the stack is aligned
        movq    %rcx, %r13                      # R13: the handle of this program
        movq    96(%rdx), %rbx                  # RBX: the boot services

        # The firmware may have connected only the device from which it booted.
        xorl    %ecx, %ecx                      # AllHandles
        call    locate
        jnz     9f
        xorl    %r14d, %r14d
1:      cmpq    COUNT(%rbp), %r14
        jae     2f
        movq    HANDLES(%rbp), %rax
        movq    (%rax,%r14,8), %rcx
        xorl    %edx, %edx
        xorl    %r8d, %r8d
        movl    $1, %r9d                        # and all that is behind it
        call    *CONNECT_CONTROLLER(%rbx)
        incq    %r14
        jmp     1b

2:      movl    $2, %ecx                        # ByProtocol
        leaq    file_system(%rip), %rdx
        call    locate
        jnz     9f
        leaq    loaders(%rip), %r12             # R12: the path of a boot loader
3:      xorl    %r14d, %r14d                    # R14: the number of a file system
4:      cmpq    COUNT(%rbp), %r14
        jae     5f
        call    start
        incq    %r14
        jmp     4b
5:      movzwl  2(%r12), %eax
        leaq    4(%r12,%rax), %r12
        cmpb    $0, (%r12)
        jne     3b

9:      addq    $48, %rsp
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rdi
        popq    %rsi
        popq    %rbx
        leave
        movabsq $0x800000000000000e, %rax       # EFI_NOT_FOUND
        ret

# Finds handles of the kind in ECX, with the protocol in RDX. ZF: COUNT and HANDLES are set.
locate: subq    $56, %rsp
        xorl    %r8d, %r8d
        leaq    COUNT(%rbp), %r9
        leaq    HANDLES(%rbp), %rax
        movq    %rax, 32(%rsp)
        call    *LOCATE_HANDLE_BUFFER(%rbx)
        addq    $56, %rsp
        testq   %rax, %rax
        ret

# Gets the protocol RDX of the file system R14. ZF: RSI is it.
protocol:
        subq    $40, %rsp
        movq    HANDLES(%rbp), %rax
        movq    (%rax,%r14,8), %rcx
        leaq    FOUND(%rbp), %r8
        call    *HANDLE_PROTOCOL(%rbx)
        movq    FOUND(%rbp), %rsi
        addq    $40, %rsp
        testq   %rax, %rax
        ret

# Starts the boot loader R12 of the file system R14. It returns when the boot loader does not take over.
start:  subq    $56, %rsp
        leaq    block_io(%rip), %rdx
        call    protocol
        jnz     9f
        movq    8(%rsi), %rax                   # Media
        cmpb    $0, 4(%rax)                     # RemovableMedia
        jne     9f
        cmpb    $0, 6(%rax)                     # LogicalPartition
        je      9f
        leaq    device_path(%rip), %rdx
        call    protocol
        jnz     9f
        leaq    PATH(%rbp), %rdi
1:      cmpb    $0x7f, (%rsi)                   # the end of the path
        je      2f
        movzwl  2(%rsi), %ecx                   # the length of a node
        cmpl    $4, %ecx
        jb      9f
        leaq    (%rdi,%rcx), %rax
        leaq    PATH_END(%rbp), %rdx
        cmpq    %rdx, %rax
        ja      9f
        rep movsb
        jmp     1b
2:      movq    %r12, %rsi
        movzwl  2(%rsi), %ecx
        addl    $4, %ecx
        rep movsb
        xorl    %ecx, %ecx                      # not a choice of the boot manager
        movq    %r13, %rdx
        leaq    PATH(%rbp), %r8
        xorl    %r9d, %r9d
        movq    %r9, 32(%rsp)
        leaq    FOUND(%rbp), %rax
        movq    %rax, 40(%rsp)
        call    *LOAD_IMAGE(%rbx)
        testq   %rax, %rax
        jnz     9f
        movq    FOUND(%rbp), %rcx
        xorl    %edx, %edx
        xorl    %r8d, %r8d
        call    *START_IMAGE(%rbx)
9:      addq    $56, %rsp
        ret

file_system:
        .quad   0x11d26459964e5b22, 0x3b7269c9a000398e
block_io:
        .quad   0x11d26459964e5b21, 0x3b7269c9a000398e
device_path:
        .quad   0x11d26d3f09576e91, 0x3b7269c9a000398e

# The last two nodes of a device path: a file, and the end
        .macro  loader name
        .byte   4, 4
        .word   2f - 1f + 4
1:      .string16 "\name"
2:      .byte   0x7f, 0xff
        .word   4
        .endm
loaders:
        loader  "\\EFI\\BOOT\\BOOTX64.EFI"
        loader  "\\EFI\\ubuntu\\shimx64.efi"
        loader  "\\EFI\\ubuntu\\grubx64.efi"
        loader  "\\EFI\\debian\\shimx64.efi"
        loader  "\\EFI\\debian\\grubx64.efi"
        .byte   0
