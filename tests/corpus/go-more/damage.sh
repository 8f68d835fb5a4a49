#!/bin/bash
# Damage recorded logs the way terminals, tickets and killed processes do:   ./damage.sh   (writes damaged/)
set -eu
cd "$(dirname "$0")"; r=go1.26; mkdir -p damaged
# A process is killed while it dies, its successor writes on in the same line.
{ head -c 380 $r/shop.nil-map-deep.log; cat $r/shop.sort-less.log; } > damaged/glued.panic-panic.log
{ head -c 2000 $r/shop.server-quit.log; cat $r/shop.nil-map-deep.log; } > damaged/glued.quit-panic.log
{ printf '{"level":"info","msg":"half a line'; cat $r/codec.segv.log; } > damaged/glued.json-signal.log
# Indentation is lost in a chat or a ticket.
sed 's/^\t//' $r/shop.rewrapped.log > damaged/tabs-lost.chain.log
sed 's/^[ \t]*//' $r/racy.mutexes.log > damaged/indent-lost.race.log
# Another goroutine's log line lands in the head.
awk 'NR%3==0{print "2024/05/01 10:00:00 GET /healthz 200"} {print}' $r/shop.rewrapped.log > damaged/noise.chain.log
awk 'NR%4==0{print "{\"level\":\"info\",\"msg\":\"tick " NR "\"}"} {print}' $r/shop.worker-pool-all.log > damaged/noise.after-signal-line.log
# A dump asked for over HTTP, right behind a signal death.
cat $r/codec.throw.log $r/shop.pprof2.log > damaged/two.signal-pprof.log
# The first lines are lost.
tail -n +4 $r/shop.overflow-mutual.log > damaged/head-lost.overflow.log
# cat -A, cat -T, fold -w 80.
cat -A $r/shop.nil-map-deep.log > damaged/cat-A.panic.log
cat -T $r/codec.segv.log > damaged/cat-T.signal.log
fold -w 80 $r/shop.nil-map-deep.log > damaged/fold80.panic.log
fold -w 120 $r/shop.http-background.log > damaged/fold120.panic.log
# Markdown.
{ echo 'Our pod dies since Monday, see:'; echo; echo '```'; cat $r/shop.deadlock-order.log; echo '```'; echo; echo 'Any idea?'; } > damaged/markdown.deadlock.log
{ echo 'It says'; echo; sed 's/^/    /' $r/shop.rewrapped.log; echo; echo 'help'; } > damaged/markdown-indent.chain.log
sed 's/^/> /' $r/tests.geo-table.log > damaged/quoted.test.log
