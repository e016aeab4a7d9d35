#!/bin/bash
# init.sh DIR FAR: second half of a sandbox, process 1 of its namespaces. Mounts what a desktop expects, joins the far
# side's network (namespace of process FAR, host numbering), starts the system bus, and stays until stdin ends.
set -euo pipefail
dir=$1 far=$2
new=$dir/scratch/root
read -r pid _ </proc/self/stat
echo "$pid" >"$dir/init.pid"

# This desktop is 10.0.2.15; everything else, each address of the world, is the other end of one cable. The
# host's /proc is still mounted here, so FAR means something.
ip link set lo up
ip link add desktop0 type veth peer name far0 netns "/proc/$far/ns/net"
ip addr add 10.0.2.15/24 dev desktop0
ip -6 addr add fd00:2::15/64 dev desktop0 nodad
nsenter --net="/proc/$far/ns/net" sh -c '
    ip link set lo up
    ip link set far0 up
    ip addr add 10.0.2.2/24 dev far0
    ip -6 addr add fd00:2::2/64 dev far0 nodad
    # In the main table, so that the cable to the desktop, more exact, comes before the world.
    ip route add local 0.0.0.0/0 dev lo table main
    ip -6 route add local ::/0 dev lo table main
'
ip link set desktop0 up
ip route add default via 10.0.2.2
ip -6 route add default via fd00:2::2

mkdir -p "$new/run/edgewise" "$new/run/user/1000"
mount --bind "$dir" "$new/run/edgewise"
touch "$dir/far-side.net"
mount --bind "/proc/$far/ns/net" "$new/run/edgewise/far-side.net"
mount -t proc proc "$new/proc"
mount -t sysfs sysfs "$new/sys"
mount -t cgroup2 none "$new/sys/fs/cgroup"
mount --rbind /dev "$new/dev"
mount -t tmpfs tmpfs "$new/dev/shm"
mkdir -p -m 1777 "$new/tmp/.X11-unix"
grep -q '^[^:]*:[^:]*:1000:' "$new/etc/passwd" || {
    echo 'visitor:x:1000:1000:Visitor,,,:/home/visitor:/bin/bash' >>"$new/etc/passwd"
    echo 'visitor:x:1000:' >>"$new/etc/group"
}
mkdir -p "$new/home/visitor"
chown 1000:1000 "$new/home/visitor" "$new/run/user/1000"
chmod 700 "$new/run/user/1000"
echo 'nameserver 10.0.2.2' >"$new/etc/resolv.conf"
echo 'desktop' >"$new/etc/hostname"
hostname desktop
printf '127.0.0.1 localhost desktop\n::1 localhost\n' >"$new/etc/hosts"

user=user.slice/user-1000.slice/user@1000.service
for slice in system.slice/dbus.service "$user/session.slice/org.gnome.Shell@wayland.service" "$user/app.slice"; do
    mkdir -p "$new/sys/fs/cgroup/$slice"
done

mkdir -p "$new/run/dbus"
cat >"$new/run/dbus/sandbox.conf" <<XML
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/><allow user="*"/>
  </policy>
</busconfig>
XML

# The old root stays reachable only through the mounts of this namespace, which nobody inside can name.
cd "$new"
exec chroot . /bin/bash -c '
    exec 3<&0 </dev/null
    echo 0 >/sys/fs/cgroup/system.slice/dbus.service/cgroup.procs
    dbus-daemon --config-file=/run/dbus/sandbox.conf --nofork --nopidfile >/run/edgewise/system-bus.log 2>&1 &
    until [ -S /run/dbus/system_bus_socket ]; do sleep 0.02; done
    python3 -m dbusmock --system --template logind >/run/edgewise/logind.log 2>&1 &
    gdbus wait --system --timeout 20 org.freedesktop.login1
    mock() { gdbus call --system -d org.freedesktop.login1 -o /org/freedesktop/login1 -m "org.freedesktop.DBus.Mock.$1" "${@:2}" >/dev/null; }
    mock AddUser 1000 visitor true
    mock AddSession 1 seat0 1000 visitor true
    # The template has the mistake of adding a number to a string here.
    mock AddMethod org.freedesktop.login1.Manager GetUser u o "ret = \"/org/freedesktop/login1/user/%i\" % args[0]"
    echo ready
    while read -r _ <&3; do :; done
'
