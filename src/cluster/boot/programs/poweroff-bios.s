# Turns a machine with a BIOS off. A network boot program (PXE): it is loaded and called at 0000:7C00 in real mode.
# It tries ACPI first (ACPI 6.5, 4.8.3.2.1 and 7.4.2), then APM 1.2. When neither works it returns 1 to its caller.
# programs.ts holds its bytes; test/cluster/boot/programs/programs.test.ts assembles it and compares.

        .set    ORIGIN, 0x7c00
        .set    STACK, 0x8ff0
        .set    SCI_EN, 1
        .set    SLP_EN, 0x2000
        .set    SLP_TYP, 0x1c00
        .set    PATIENCE, 0x200000

        .code16
        .globl  _start
_start: pushal
        pushw   %ds
        pushw   %es
        xorw    %ax, %ax
        movw    %ax, %ds
        movw    %ss, saved_ss
        movl    %esp, saved_esp
        cli
        lgdtl   gdtr
        movl    %cr0, %eax
        orb     $1, %al
        movl    %eax, %cr0
        ljmpl   $0x08, $protected

# ---- 32 bits, flat memory ----
        .code32
protected:
        movw    $0x10, %ax
        movw    %ax, %ds
        movw    %ax, %es
        movw    %ax, %ss
        movl    $STACK, %esp
        cld
        call    acpi_off
        ljmpl   $0x18, $leaving

acpi_off:
        # The RSDP: in the first KiB of the extended BIOS data area, or in the BIOS's memory.
        movzwl  0x40e, %esi
        shll    $4, %esi
        leal    0x400(%esi), %edi
        call    find_rsdp
        je      1f
        movl    $0xe0000, %esi
        movl    $0x100000, %edi
        call    find_rsdp
        jne     9f
1:      movl    16(%esi), %ebx                  # EBX: the RSDT
        testl   %ebx, %ebx
        jz      9f
        movl    $0x50434146, %eax               # "FACP"
        call    first_table
        jecxz   9f
        movl    %edi, %ebp                      # EBP: the FADT
        movl    40(%ebp), %esi                  # the DSDT
        call    find_s5
        je      3f
        # Some firmware has _S5_ in an SSDT.
        movl    $0x54445353, %eax               # "SSDT"
        call    first_table
2:      jecxz   9f
        pushl   %edi
        movl    %edi, %esi
        call    find_s5
        popl    %edi
        je      3f
        call    next_table
        jmp     2b
3:      # AL, AH: SLP_TYP of PM1a and PM1b
        movl    %eax, %ebx
        movl    64(%ebp), %edx                  # PM1a_CNT_BLK
        testl   %edx, %edx
        jz      9f
        inw     %dx, %ax
        testb   $SCI_EN, %al
        jnz     5f
        # The firmware hands its power management over to ACPI.
        movb    52(%ebp), %al                   # ACPI_ENABLE
        movl    48(%ebp), %edx                  # SMI_CMD
        testl   %edx, %edx
        jz      5f
        outb    %al, %dx
        movl    64(%ebp), %edx
        movl    $PATIENCE, %ecx
4:      inw     %dx, %ax
        testb   $SCI_EN, %al
        loopz   4b
5:      movzbl  %bl, %ecx
        call    sleep_by
        movl    68(%ebp), %edx                  # PM1b_CNT_BLK
        testl   %edx, %edx
        jz      6f
        movzbl  %bh, %ecx
        call    sleep_by
6:      movl    $PATIENCE, %ecx                 # The machine takes some time.
7:      inb     $0x80, %al
        loop    7b
9:      ret

# Writes the sleep type in ECX and SLP_EN to the control register at EDX.
sleep_by:
        andl    $7, %ecx
        shll    $10, %ecx
        inw     %dx, %ax
        andl    $~(SLP_TYP | SLP_EN), %eax
        orl     %ecx, %eax
        outw    %ax, %dx
        orl     $SLP_EN, %eax
        outw    %ax, %dx
        ret

# Looks for the RSDP from ESI up to EDI. ZF: ESI has it.
find_rsdp:
        cmpl    $0x20445352, (%esi)             # "RSD "
        jne     1f
        cmpl    $0x20525450, 4(%esi)            # "PTR "
        je      2f
1:      addl    $16, %esi
        cmpl    %edi, %esi
        jb      find_rsdp
        testl   %esp, %esp                      # ZF is off.
2:      ret

# The first table of the RSDT at EBX with the signature in EAX: EDI. ECX: how many are left; 0: not found.
first_table:
        movl    4(%ebx), %ecx
        subl    $36, %ecx
        shrl    $2, %ecx
        leal    36(%ebx), %edx
        incl    %ecx
next_table:
        decl    %ecx
        jz      2f
        movl    (%edx), %edi
        addl    $4, %edx
        cmpl    %eax, (%edi)
        jne     next_table
2:      ret

# Looks for the package _S5_ in the AML of the table at ESI. ZF: AL and AH are its first two values.
# EAX, ECX and EDX stay when it is not found.
find_s5:
        testl   %esi, %esi
        jz      8f
        movl    4(%esi), %edi
        addl    %esi, %edi                      # the end
        addl    $36, %esi
1:      cmpl    $0x5f35535f, (%esi)             # "_S5_"
        jne     2f
        cmpb    $0x12, 4(%esi)                  # PackageOp
        je      3f
2:      incl    %esi
        cmpl    %edi, %esi
        jb      1b
8:      testl   %esp, %esp                      # ZF is off.
        ret
3:      addl    $5, %esi
        lodsb                                   # PkgLength: bits 7 and 6 count its further bytes
        shrb    $6, %al
        movzbl  %al, %eax
        leal    1(%esi,%eax), %esi              # and NumElements
        call    value
        movb    %al, %ah
        pushl   %eax
        call    value
        popl    %ecx
        movb    %al, %cl                        # CL: the second, CH: the first
        movb    %ch, %al
        movb    %cl, %ah
        cmpl    %eax, %eax
        ret

# An integer of AML below 256: ZeroOp, OneOp, or BytePrefix and a byte.
value:  lodsb
        cmpb    $0x0a, %al
        jne     1f
        lodsb
1:      ret

# ---- back to real mode ----
        .code16
leaving:
        movw    $0x20, %ax
        movw    %ax, %ds
        movw    %ax, %es
        movw    %ax, %ss
        movl    %cr0, %eax
        andb    $0xfe, %al
        movl    %eax, %cr0
        ljmpw   $0, $real
real:   xorw    %ax, %ax
        movw    %ax, %ds
        movw    saved_ss, %ss
        movl    saved_esp, %esp
        sti
        # APM: connect, version 1.2, enable, off
        movw    $0x5301, %ax
        xorw    %bx, %bx
        int     $0x15
        movw    $0x530e, %ax
        xorw    %bx, %bx
        movw    $0x0102, %cx
        int     $0x15
        movw    $0x5308, %ax
        movw    $1, %bx
        movw    $1, %cx
        int     $0x15
        movw    $0x5307, %ax
        movw    $1, %bx
        movw    $3, %cx
        int     $0x15
        popw    %es
        popw    %ds
        popal
        movw    $1, %ax
        lretw

        .balign 8
gdt:    .quad   0
        .quad   0x00cf9a000000ffff              # 08: code, 32 bits
        .quad   0x00cf92000000ffff              # 10: data, 4 GiB
        .quad   0x00009a000000ffff              # 18: code, 16 bits
        .quad   0x000092000000ffff              # 20: data, 64 KiB
gdtr:   .word   . - gdt - 1
        .long   gdt
saved_ss:
        .word   0
saved_esp:
        .long   0
