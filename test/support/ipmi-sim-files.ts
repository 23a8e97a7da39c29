export interface SimOptions {
  /** Its only account. */
  readonly user?: string;
  readonly password?: string;
  /** The privilege limit of the account. Default: administrator. The simulator ignores it over IPMI 2.0. */
  readonly privilege?: 'user' | 'operator' | 'admin';
  /** Management controllers behind the BMC, by their addresses on its bus. */
  readonly satellites?: readonly number[];
  /** Its LAN channels. It listens on the first. */
  readonly channels?: readonly number[];
  /** The shell script that is the machine. It is called as CHASSIS is. */
  readonly chassis?: string;
}

/** The BMC itself, on its own bus. */
export const OWN = 0x20;

/** Makes the files of the machine: its power, its boot device, and a log of the requests. */
export const CHASSIS = `#!/bin/sh
cd "$BMC_STATE" || exit 1
id=$1 op=$2; shift 2
echo "$op $*" >> $id.log
[ -e fail ] && exit 1
if [ -e refusals ] && [ $op = set ] && [ $1 != boot ]; then
  left=$(cat refusals)
  [ "$left" -gt 0 ] && echo $((left - 1)) > refusals && exit 1
fi
[ -e slow ] && sleep "$(cat slow)"
[ -e die ] && [ $op = set ] && [ $1 = power ] && kill -9 "$(cat pid)"
case $op in
get) for name in "$@"; do case $name in
    power) echo "power:$(cat $id.power 2>/dev/null || echo 0)" ;;
    boot) echo "boot:$(cat $id.boot 2>/dev/null || echo default)" ;;
    *) exit 1 ;;
  esac; done ;;
set) while [ $# -gt 0 ]; do case $1 in
    power | boot) echo "$2" > $id.$1 ;;
    shutdown) [ -e deaf ] || echo 0 > $id.power ;;
    *) exit 1 ;;
  esac; shift 2; done ;;
esac
`;

export function lanConfiguration(
  folder: string,
  ports: readonly number[],
  options: Required<Omit<SimOptions, 'chassis'>>,
): string {
  const { user, password, privilege, satellites, channels } = options;
  const levels = ['callback', 'user', 'operator', 'admin'];
  const controllers = satellites.map((controller) => `set_working_mc ${controller}\n${chassis(folder, controller)}`);
  const lans = channels.map(
    (channel, index) => `  startlan ${channel}
    addr 127.0.0.1 ${ports[index]}
    priv_limit admin
${levels.map((level) => `    allowed_auths_${level} none md2 md5 straight`).join('\n')}
    guid a123456789abcdefa123456789abcdef
  endlan`,
  );
  return `name "bmc"
set_working_mc ${OWN}
${lans.join('\n')}
${chassis(folder, OWN)}
  user 2 true "${user}" "${password}" ${privilege} 10 none md2 md5 straight
${controllers.join('\n')}
`;
}

function chassis(folder: string, controller: number): string {
  return `  chassis_control "sh ${folder}/chassis.sh ${controller}"`;
}

export function emulator(satellites: readonly number[]): string {
  const add = (controller: number) => `mc_add ${controller} 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02`;
  const others = satellites.flatMap((controller) => [add(controller), `mc_enable ${controller}`]);
  return [
    `mc_setbmc ${OWN}`,
    `${add(OWN)} persist_sdr`,
    'sel_enable 0x20 1000 0x0a',
    `mc_enable ${OWN}`,
    ...others,
    '',
  ].join('\n');
}
