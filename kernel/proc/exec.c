// SPDX-License-Identifier: BSD-2-Clause
/*
 * exec - a process takes on another program.
 *
 * The new address space is built beside the old one: file mapped, stack
 * written.  Only when all of that has worked are the two exchanged, so
 * until then every error leaves the caller as it was; afterwards nothing
 * can fail.
 *
 * A file that begins with #! names its interpreter and at most one
 * argument; interpreters must be programs, not scripts again.
 */
#include <sys/errno.h>
#include <sys/exec.h>
#include <sys/mman.h>
#include <sys/signal.h>
#include <sys/stat.h>
#include <sys/syslimits.h>
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/pmap/pmap.h"
#include "kernel/cred/cred.h"
#include "kernel/cred/limit.h"
#include "kernel/file/file.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/elf.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"
#include "kernel/vfs/vfs.h"
#include "kernel/vm/vm.h"

#define EXEC_HEAD	1024		/* bytes read to tell what a file is */
#define STACK_TOP	0x40000000ul	/* shares its tables with the text */
#define EXEC_HIGH	(STACK_TOP - USER_STACK_MAX - PAGE_SIZE)
#define STACK_MIN	(4 * ARG_MAX)	/* strings, pointers and some */
#define AUX_PAIRS	6
#define X_OK		1

/* One attempt; what it holds is let go by exec_done. */
struct exec {
	struct thread *ex_td;		/* [t] */
	struct exec_args *ex_args;	/* [t] */
	struct vnode *ex_vn;		/* [t] held */
	struct stat ex_st;		/* [t] */
	char *ex_head;			/* [t] EXEC_HEAD bytes */
	size_t ex_head_len;		/* [t] */
	struct elf_image ex_image;	/* [t] */
	struct vm_space *ex_vm;		/* [t] */
	uaddr_t ex_sp;			/* [t] */
	struct cred *ex_cred;		/* [t] new identity, or NULL */
	char ex_comm[PROC_NAME_MAX];	/* [t] */
};

/* Find and check the file path; read its beginning. */
static int
exec_open(struct exec *ex, const char *path)
{
	struct thread *td = ex->ex_td;
	struct namei ni = { .ni_cred = td->td_cred,
	    .ni_flags = NAMEI_FOLLOW };
	int error;

	proc_dirs(td->td_proc, &ni.ni_root, &ni.ni_cwd);
	error = namei(&ni, path);
	vnode_drop(ni.ni_root);
	vnode_drop(ni.ni_cwd);
	if (error != 0)
		return error;
	vnode_drop(ex->ex_vn);
	ex->ex_vn = ni.ni_vn;
	if (ex->ex_vn->vn_type != VREG)
		return EACCES;
	error = vnode_getattr(ex->ex_vn, &ex->ex_st);
	if (error == 0 && (ex->ex_st.st_mode & 0111) == 0)
		error = EACCES;
	if (error == 0)
		error = vnode_access(ex->ex_vn, X_OK, td->td_cred);
	if (error != 0)
		return error;
	ex->ex_head_len = ex->ex_st.st_size < EXEC_HEAD ?
	    (size_t)ex->ex_st.st_size : EXEC_HEAD;
	return vnode_read_kernel(ex->ex_vn, ex->ex_head, ex->ex_head_len, 0);
}

/* Cut the next word off *s, NUL-terminated; NULL if there is none. */
static char *
exec_word(char **s)
{
	char *word, *p = *s;

	while (*p == ' ' || *p == '\t')
		p++;
	if (*p == '\0')
		return NULL;
	word = p;
	while (*p != '\0' && *p != ' ' && *p != '\t')
		p++;
	if (*p != '\0')
		*p++ = '\0';
	*s = p;
	return word;
}

/*
 * The head is "#! interpreter [argument]\n".  argument is the rest of the
 * line, without blanks at its ends.
 */
static int
exec_script_parse(struct exec *ex, char **interp, char **arg)
{
	char *line = ex->ex_head + 2, *end, *p;

	end = memchr(line, '\n', ex->ex_head_len - 2);
	if (end == NULL)
		return ENOEXEC;
	while (end > line && (end[-1] == ' ' || end[-1] == '\t' ||
	    end[-1] == '\r'))
		end--;
	*end = '\0';
	*interp = exec_word(&line);
	if (*interp == NULL)
		return ENOEXEC;
	for (p = line; *p == ' ' || *p == '\t'; p++)
		;
	*arg = *p != '\0' ? p : NULL;
	return 0;
}

/* argv becomes: interp [arg] path argv[1]... */
static int
exec_script_args(struct exec *ex, const char *interp, const char *arg,
    const char *path)
{
	struct exec_args *old = ex->ex_args, new;
	size_t at = 0;
	int error, i;

	exec_args_init(&new);
	error = exec_args_add(&new, interp, 0);
	if (error == 0 && arg != NULL)
		error = exec_args_add(&new, arg, 0);
	if (error == 0)
		error = exec_args_add(&new, path, 0);
	for (i = 0; i < old->ea_argc + old->ea_envc && error == 0; i++) {
		if (i > 0 || old->ea_argc == 0)
			error = exec_args_add(&new, old->ea_buf + at,
			    i >= old->ea_argc);
		at += strlen(old->ea_buf + at) + 1;
	}
	if (error != 0) {
		exec_args_free(&new);
		return error;
	}
	exec_args_free(old);
	*old = new;
	return 0;
}

/* If the file is a script, go on with its interpreter. */
static int
exec_script(struct exec *ex, const char *path)
{
	char *interp, *arg;
	int error;

	if (ex->ex_head_len < 2 || ex->ex_head[0] != '#' ||
	    ex->ex_head[1] != '!')
		return 0;
	error = exec_script_parse(ex, &interp, &arg);
	if (error == 0)
		error = exec_script_args(ex, interp, arg, path);
	if (error != 0)
		return error;
	/* The first argument is a copy of the name in the head. */
	return exec_open(ex, ex->ex_args->ea_buf);
}

/* Map anonymous memory [start, end). */
static int
exec_map_zero(struct vm_space *vs, uaddr_t start, uaddr_t end, int prot)
{
	if (start >= end)
		return 0;
	return vm_map(vs, &start, end - start, prot, MAP_PRIVATE | MAP_ANON |
	    MAP_FIXED | MAP_EXCL, NULL, 0);
}

/* No object to map: bring the file's bytes in by reading. */
static int
exec_read_segment(struct exec *ex, const struct elf_segment *es)
{
	uaddr_t va = es->es_start;
	uint64_t off = es->es_offset;
	size_t n;
	int error;

	error = exec_map_zero(ex->ex_vm, va, round_page(es->es_file_end),
	    PROT_READ | PROT_WRITE);
	for (; error == 0 && va < es->es_file_end; va += n, off += n) {
		n = es->es_file_end - va;
		if (n > EXEC_HEAD)
			n = EXEC_HEAD;
		error = vnode_read_kernel(ex->ex_vn, ex->ex_head, n, off);
		if (error == 0)
			error = vm_space_write(ex->ex_vm, va, ex->ex_head, n);
	}
	if (error == 0)
		error = vm_protect(ex->ex_vm, es->es_start,
		    round_page(es->es_file_end) - es->es_start, es->es_prot);
	return error;
}

static int
exec_map_segment(struct exec *ex, struct vm_object *obj,
    const struct elf_segment *es)
{
	uaddr_t start = es->es_start, edge = round_page(es->es_file_end);
	uaddr_t end = round_page(es->es_end), tail = es->es_file_end;
	int error = 0;

	if (tail > start && obj != NULL)
		error = vm_map(ex->ex_vm, &start, edge - start, es->es_prot,
		    MAP_PRIVATE | MAP_FIXED | MAP_EXCL, obj, es->es_offset);
	else if (tail > start)
		error = exec_read_segment(ex, es);
	else
		edge = start;
	if (error == 0)
		error = exec_map_zero(ex->ex_vm, edge, end, es->es_prot);
	/* The last page of the file part goes on with zeros. */
	if (error == 0 && edge > tail && es->es_end > tail &&
	    (es->es_prot & PROT_WRITE) != 0)
		error = vm_space_write(ex->ex_vm, tail, NULL, edge - tail);
	return error;
}

/* As the resource limit says, in pages, room for the arguments at least. */
static size_t
exec_stack_size(struct proc *p)
{
	uint64_t size = (uint64_t)p->p_rlimit[RLIMIT_STACK].rlim_cur;

	if (size > USER_STACK_MAX)
		return USER_STACK_MAX;
	return size < STACK_MIN ? STACK_MIN : round_page(size);
}

static int
exec_map(struct exec *ex)
{
	struct elf_image *ei = &ex->ex_image;
	struct vm_object *obj = NULL;
	int i, error;

	ex->ex_vm = vm_space_create(cred_ledger(ex->ex_td->td_cred));
	if (ex->ex_vm == NULL)
		return ENOMEM;
	error = vnode_object(ex->ex_vn, &obj);
	if (error == ENODEV)
		error = 0;
	for (i = 0; i < ei->ei_count && error == 0; i++)
		error = exec_map_segment(ex, obj, &ei->ei_segment[i]);
	vm_object_drop(obj);
	if (error == 0)
		error = vm_map_stack(ex->ex_vm, STACK_TOP,
		    exec_stack_size(ex->ex_td->td_proc));
	vm_set_brk(ex->ex_vm, ei->ei_end);
	return error;
}

/* n pointers to the strings from *s on, and a NULL; returns the next. */
static uint64_t *
exec_vector(uint64_t *at, int n, const char *buf, size_t *s, uaddr_t base)
{
	for (; n > 0; n--) {
		*at++ = base + *s;
		*s += strlen(buf + *s) + 1;
	}
	*at++ = 0;
	return at;
}

static void
exec_auxiliary(const struct elf_image *ei, uint64_t *at)
{
	const uint64_t pairs[AUX_PAIRS][2] = {
		{ AT_PHDR, ei->ei_phdr },
		{ AT_PHENT, 56 },
		{ AT_PHNUM, ei->ei_phdr != 0 ? ei->ei_phnum : 0 },
		{ AT_PAGESZ, PAGE_SIZE },
		{ AT_ENTRY, ei->ei_entry },
		{ AT_NULL, 0 }
	};

	memcpy(at, pairs, sizeof(pairs));
}

/* Strings at the top, below them the words main's start finds. */
static int
exec_stack(struct exec *ex)
{
	struct exec_args *ea = ex->ex_args;
	uaddr_t strings = (STACK_TOP - 16 - ea->ea_len) & ~15ul;
	size_t words = 3 + (size_t)ea->ea_argc + (size_t)ea->ea_envc +
	    2 * AUX_PAIRS, s = 0;
	uint64_t *buf, *at;
	int error;

	buf = kmem_alloc(NULL, words * sizeof(*buf), KM_SLEEP);
	if (buf == NULL)
		return ENOMEM;
	at = buf;
	*at++ = (uint64_t)ea->ea_argc;
	at = exec_vector(at, ea->ea_argc, ea->ea_buf, &s, strings);
	at = exec_vector(at, ea->ea_envc, ea->ea_buf, &s, strings);
	exec_auxiliary(&ex->ex_image, at);
	ex->ex_sp = (strings - words * sizeof(*buf)) & ~15ul;
	error = vm_space_write(ex->ex_vm, ex->ex_sp, buf,
	    words * sizeof(*buf));
	if (error == 0)
		error = vm_space_write(ex->ex_vm, strings, ea->ea_buf,
		    ea->ea_len);
	kmem_free(buf);
	return error;
}

/* A set-user-id or set-group-id program changes who we are. */
static int
exec_identity(struct exec *ex)
{
	struct cred *cr = ex->ex_td->td_cred, *new;
	uint32_t mode = ex->ex_st.st_mode;
	uint32_t uid = (mode & S_ISUID) != 0 ? ex->ex_st.st_uid : cr->cr_uid;
	uint32_t gid = (mode & S_ISGID) != 0 ? ex->ex_st.st_gid : cr->cr_gid;

	if (uid == cr->cr_uid && gid == cr->cr_gid &&
	    uid == cr->cr_svuid && gid == cr->cr_svgid)
		return 0;
	new = cred_dup(cr);
	if (new == NULL)
		return ENOMEM;
	new->cr_uid = new->cr_svuid = uid;
	new->cr_gid = new->cr_svgid = gid;
	ex->ex_cred = new;
	return 0;
}

/* ------------------------------------------------- past the last failure */

static void
exec_switch_memory(struct proc *p, struct thread *td, struct vm_space *vs)
{
	struct vm_space *old = p->p_vm;

	spin_lock(&p->p_lock);
	p->p_vm = vs;
	spin_unlock(&p->p_lock);
	spin_enter();
	td->td_pmap = vm_space_pmap(vs);
	pmap_activate(td->td_pmap);
	spin_leave();
	vm_space_drop(old);
}

static void
exec_names(struct exec *ex, struct proc *p)
{
	struct exec_args *ea = ex->ex_args;
	size_t n = ea->ea_argv_len, i;

	if (n > sizeof(p->p_args))
		n = sizeof(p->p_args);
	spin_lock(&p->p_lock);
	for (i = 0; i + 1 < n; i++)
		p->p_args[i] = ea->ea_buf[i] != '\0' ? ea->ea_buf[i] : ' ';
	p->p_args[i] = '\0';
	strlcpy(p->p_comm, ex->ex_comm, sizeof(p->p_comm));
	p->p_flags &= ~(PF_MLOCKALL | PF_MLOCKED);
	p->p_flags |= PF_EXEC;
	if (ex->ex_cred != NULL)
		p->p_flags |= PF_SUGID;
	else
		p->p_flags &= ~PF_SUGID;
	spin_unlock(&p->p_lock);
	strlcpy(ex->ex_td->td_name, ex->ex_comm, sizeof(ex->ex_td->td_name));
}

static void
exec_registers(struct exec *ex)
{
	struct thread *td = ex->ex_td;
	struct trapframe *tf = td->td_frame;
	uint64_t vector = tf->tf_vector;

	memset(tf, 0, sizeof(*tf));
	tf->tf_vector = vector;
	tf->tf_rip = ex->ex_image.ei_entry;
	tf->tf_rsp = ex->ex_sp;
	tf->tf_cs = SEL_UCODE;
	tf->tf_ss = SEL_UDATA;
	tf->tf_rflags = RFLAGS_FIXED | RFLAGS_IF;
	spin_enter();
	td->td_fsbase = 0;
	cpu_msr_write(MSR_FS_BASE, 0);
	spin_leave();
	thread_fpu_reset();
}

static void
exec_commit(struct exec *ex)
{
	struct thread *td = ex->ex_td;
	struct proc *p = td->td_proc;

	exec_switch_memory(p, td, ex->ex_vm);
	ex->ex_vm = NULL;
	fdtable_exec(p->p_fd);
	proc_signal_exec(p);
	exec_names(ex, p);
	if (ex->ex_cred != NULL)
		proc_set_cred(p, ex->ex_cred);
	ex->ex_cred = NULL;
	exec_registers(ex);
	proc_hooks_exec(p);
	proc_vfork_done(p);
}

static void
exec_done(struct exec *ex)
{
	vnode_drop(ex->ex_vn);
	vm_space_drop(ex->ex_vm);
	cred_drop(ex->ex_cred);
	kmem_free(ex->ex_head);
	kmem_free(ex);
}

static struct exec *
exec_begin(struct thread *td, const char *path, struct exec_args *ea)
{
	const char *base = strrchr(path, '/');
	struct exec *ex;

	ex = kmem_zalloc(NULL, sizeof(*ex), KM_SLEEP);
	if (ex == NULL)
		return NULL;
	ex->ex_td = td;
	ex->ex_args = ea;
	strlcpy(ex->ex_comm, base != NULL ? base + 1 : path,
	    sizeof(ex->ex_comm));
	ex->ex_head = kmem_alloc(NULL, EXEC_HEAD, KM_SLEEP);
	if (ex->ex_head == NULL) {
		exec_done(ex);
		return NULL;
	}
	return ex;
}

int
proc_exec(struct thread *td, const char *path, struct exec_args *ea)
{
	struct exec *ex;
	int error;

	ex = exec_begin(td, path, ea);
	if (ex == NULL)
		return ENOMEM;
	error = exec_open(ex, path);
	if (error == 0)
		error = exec_script(ex, path);
	if (error == 0)
		error = elf_check(ex->ex_head, ex->ex_head_len,
		    (uint64_t)ex->ex_st.st_size, USER_MIN, EXEC_HIGH,
		    &ex->ex_image);
	if (error == 0)
		error = exec_identity(ex);
	if (error == 0)
		error = exec_map(ex);
	if (error == 0)
		error = exec_stack(ex);
	if (error == 0)
		error = proc_single_begin(td->td_proc, td, SINGLE_EXIT);
	if (error == 0)
		exec_commit(ex);
	exec_done(ex);
	return error;
}
