# Lua: the language, and the system calls below its library.

. /tmp/check.sh
mkdir -p /tmp/lua
cd /tmp/lua

is lua_version "Lua 5.4.4  Copyright (C) 1994-2022 Lua.org, PUC-Rio" lua -v
is lua_numbers "0.333 1e+300 -7 3 inf" lua -e '
	io.write(string.format("%.3f", 1/3), " ", 1e300, " ", -15 // 2 + 1,
	    " ", 7 & 3, " ", 1/0, "\n")'
# Garbage is made and collected; nothing of it stays.
is lua_collects true lua -e '
	local before = collectgarbage("count")
	for i = 1, 200000 do local t = { i, tostring(i) } end
	collectgarbage()
	print(collectgarbage("count") < before + 100)'
is lua_errors "false  oh" lua -e '
	print(pcall(error, "oh", 0) == false and "false  oh")'
is lua_coroutines "1 2 3 end" lua -e '
	local out = {}
	local f = coroutine.wrap(function() for i = 1, 3 do
	    coroutine.yield(i) end return "end" end)
	for i = 1, 4 do out[i] = tostring(f()) end
	print(table.concat(out, " "))'

# A file of lines is written, sorted by a program at the end of a pipe, and
# read back.
cat >words.lua <<'END'
local n, seen = 0, {}
local out = assert(io.open("words", "w"))
for i = 1, 1000 do out:write((i * 7919) % 1000, "\n") end
out:close()
local sorted = assert(io.popen("sort -n words"))
for line in sorted:lines() do
	assert(tonumber(line) == n, line)
	n = n + 1
end
assert(sorted:close())
assert(os.rename("words", "done") and not io.open("words"))
assert(io.open("done"):seek("end") == 3890)
local ok, how, code = os.execute("exit 3")
assert(ok == nil and how == "exit" and code == 3)
assert(os.remove("done") and os.getenv("PATH") and os.time() > 1e9)
print(n)
END
is lua_files 1000 lua words.lua

# The same as bytes of the compiler, in a jail.
t lua_compiled luac -s -o words.out words.lua
jail -c name=l persist path=/ >/dev/null
is lua_in_jail 1000 jexec l sh -c "cd /tmp/lua && lua words.out"
jail -r l >/dev/null
f lua_exit_status lua -e 'os.exit(4)'
rm -r /tmp/lua
exit $fail
