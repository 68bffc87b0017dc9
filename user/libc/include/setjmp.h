// SPDX-License-Identifier: BSD-2-Clause
/* setjmp - newlib's, and the pair that also keeps the signal mask. */
#pragma once

#include_next <setjmp.h>

typedef struct sigjmp {
	jmp_buf sj_regs;
	unsigned long sj_mask;
	int sj_saved;			/* sj_mask is to be put back */
} sigjmp_buf[1];

void	__sigjmp_save(struct sigjmp *, int);
void	siglongjmp(struct sigjmp *, int) __attribute__((noreturn));

/* A macro: setjmp must be called from the frame to come back to. */
#define sigsetjmp(env, save)						\
	(__sigjmp_save((env), (save)), setjmp((env)->sj_regs))

/* The pair that never keeps it, by the names that say so. */
#define _setjmp(env)		setjmp(env)
#define _longjmp(env, value)	longjmp((env), (value))
