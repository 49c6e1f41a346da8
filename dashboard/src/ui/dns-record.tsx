import { Text } from '@mantine/core';
import { CopyField } from './copy-field.tsx';
import classes from './dns-record.module.css';

/** A TXT record to be published, in the parts that the forms of DNS providers ask for. */
export function DnsRecord({ name, value }: { name: string; value: string }) {
  return (
    <div className={classes.record}>
      <CopyField label="Name" value={name} />
      <div>
        <Text size="sm" fw={550} mb={4}>
          Type
        </Text>
        <Text py={6}>TXT</Text>
      </div>
      <CopyField label="Value" value={value} />
    </div>
  );
}
