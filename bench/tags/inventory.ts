import { LSHW_RESULT } from '../../src/model/hardware/outputs.js';

/** SQL that inserts tags with a requested evaluation, from one number to another. Each matches half of the nodes. */
export const definedTags = (first: number, last: number): string => `
  INSERT INTO tags (name, definition, evaluations)
  SELECT 'defined-' || i, '//node[@id="cpu:' || i || '"]//setting[@id="threads"]/@value > 8', 1
  FROM generate_series(${first}, ${last}) i`;

/** SQL that inserts outputs of lshw with 110 processors: 77 kB, which compress about as well as real ones. */
export const RESULTS = `
  INSERT INTO commissioning_results (node_id, name, script_result, data)
  SELECT n.id, '${LSHW_RESULT}', 0, convert_to('<?xml version="1.0" standalone="yes" ?>
<list><node id="machine" class="system"><node id="core" class="bus">' || string_agg(
'<node id="cpu:' || i || '" claimed="true" class="processor" handle="DMI:' || md5(n.id || ':' || i) || '">
 <description>CPU</description><product>AMD EPYC 7452 32-Core Processor</product>
 <vendor>Advanced Micro Devices [AMD]</vendor><physid>' || i || '</physid><businfo>cpu@' || i || '</businfo>
 <size units="Hz">2350000000</size><width units="bits">64</width>
 <configuration><setting id="cores" value="8" /><setting id="threads" value="' || 8 + (n.id + i) % 2 * 8 || '" /></configuration>
 <capabilities><capability id="fpu">mathematical co-processor</capability><capability id="vme">virtual mode extensions</capability>
 <capability id="pse">page size extensions</capability></capabilities></node>
', '') || '</node></node></list>', 'UTF8')
  FROM nodes n, generate_series(1, 110) i GROUP BY n.id`;
